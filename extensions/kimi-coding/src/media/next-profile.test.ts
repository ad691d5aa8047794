import { describe, expect, it } from "vitest";
import { SIGN_IN_ENDED } from "../errors/index.ts";
import { withNextProfile } from "./next-profile.ts";

const profile = (key: string) => ({ type: "api_key" as const, provider: "kimi", key });
const authStore = {
  version: 1,
  profiles: { "kimi:a": profile("a"), "kimi:b": profile("b") },
  order: { kimi: ["kimi:a", "kimi:b"] },
};
const request = { agentDir: "/nowhere", cfg: {}, timeoutMs: 30_000, authStore };
const refused =
  'Image model failed (kimi/kimi-code): 401 {"error":{"type":"invalid_authentication_error","message":"Invalid Authentication"}}';

/** Describes with each credential in turn; the first ones fail so. */
async function described(
  failures: readonly string[],
  more: { profile?: string; preferredProfile?: string } = {},
) {
  const tried: string[] = [];
  const result = await withNextProfile({ ...request, ...more }, async (signed) => {
    const failure = failures[tried.length];
    const isBehind = Object.keys(signed.authStore.profiles).length === 0;
    tried.push(signed.profile ?? (isBehind ? "behind profiles" : "the host's"));
    if (signed.timeoutMs > 30_000) throw new RangeError("A try may take longer than all of them.");
    if (failure !== undefined) throw new Error(failure);
    return "a boat";
  }).catch((error: unknown) => String(error));
  return { tried, result };
}

describe("an image that one credential cannot have described", () => {
  it.each([
    refused,
    "Image model failed (kimi/kimi-code): Kimi Code did not accept the API key: it is wrong, was revoked, or is too old.",
    SIGN_IN_ENDED,
    '403 {"error":{"type":"access_terminated_error","message":"You\'ve reached your weekly (7-day) usage limit."}}',
  ])("is described with the next profile after: %s", async (failure) => {
    expect(await described([failure])).toStrictEqual({ tried: ["the host's", "kimi:b"], result: "a boat" });
  });

  it("is described with the credential after the profiles if all of them fail", async () => {
    const { tried, result } = await described([refused, refused]);
    expect(tried).toStrictEqual(["the host's", "kimi:b", "behind profiles"]);
    expect(result).toBe("a boat");
  });

  it("fails as the first one did where all fail", async () => {
    const { result } = await described([refused, "500 other", "500 other"]);
    expect(result).toContain("Invalid Authentication");
  });

  it.each([
    { name: "a profile that was named", failures: [refused], more: { profile: "kimi:a" } },
    { name: "a fault of the service", failures: ["503 overloaded"], more: {} },
    {
      name: "a content that is refused",
      failures: ["400 The request was rejected because it was considered high risk"],
      more: {},
    },
  ])("is tried once with $name", async ({ failures, more }) => {
    expect((await described(failures, more)).tried).toHaveLength(1);
  });

  it("goes through the others where the host was to prefer one", async () => {
    expect((await described([refused], { preferredProfile: "kimi:b" })).tried).toStrictEqual([
      "the host's",
      "kimi:a",
    ]);
  });
});
