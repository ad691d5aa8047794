import { describe, expect, it } from "vitest";
import { buildAuthDoctorHint } from "./doctor-hint.ts";

type Profiles = Parameters<typeof buildAuthDoctorHint>[0]["store"]["profiles"];

function hintFor(profile: Profiles[string] | undefined): string {
  const profiles = profile === undefined ? {} : { "kimi:default": profile };
  return buildAuthDoctorHint({
    provider: "kimi",
    profileId: "kimi:default",
    store: { version: 1, profiles },
  });
}

describe("buildAuthDoctorHint", () => {
  const key = { type: "api_key", provider: "kimi" } as const;
  const reference = { source: "file", provider: "keyfile", id: "/kimi" } as const;
  it.each([
    {
      name: "a subscription key",
      profile: { ...key, key: "sk-kimi-0" },
      says: "Get a key",
      command: "openclaw onboard --auth-choice kimi-code-api-key",
    },
    {
      name: "a key of the open platform",
      profile: { ...key, key: "sk-0" },
      says: "Moonshot's open platform, which is another product",
      command: "openclaw onboard --auth-choice kimi-code-api-key",
    },
    {
      name: "a key of another kind",
      profile: { ...key, key: "0" },
      says: "does not look like",
      command: "openclaw onboard --auth-choice kimi-code-api-key",
    },
    {
      name: "a key kept elsewhere",
      profile: { ...key, keyRef: reference },
      says: "kept elsewhere",
      command: "openclaw secrets audit --check",
    },
    {
      name: "a pasted token",
      profile: { type: "token", provider: "kimi", token: "eyJ" } as const,
      says: "expires within minutes",
      command: "openclaw models auth login --provider kimi --method device-code",
    },
    {
      name: "a sign-in",
      profile: { type: "oauth", provider: "kimi", access: "a", refresh: "b", expires: 1 } as const,
      says: "Sign in to Kimi Code again",
      command: "openclaw models auth login --provider kimi --method device-code",
    },
    {
      name: "a profile that is gone",
      profile: undefined,
      says: "Sign in to Kimi Code again",
      command: "openclaw models auth login --provider kimi --method device-code",
    },
  ])("says what to do about $name, and ends with the command", ({ profile, says, command }) => {
    const hint = hintFor(profile);
    expect(hint).toContain(says);
    expect(hint.split("\n").at(-1)).toBe(command);
  });
});
