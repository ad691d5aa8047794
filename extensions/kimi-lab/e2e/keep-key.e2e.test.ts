import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";
import {
  ensureAuthProfileStore,
  updateAuthProfileStoreWithLock,
  upsertAuthProfile,
} from "openclaw/plugin-sdk/provider-auth";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { configWith, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { makeKey } from "./support/plugin-host.ts";

const method = present(registerPlugin().provider.auth.find(({ id }) => id === "api-key"));
const key = makeKey();
const old = makeKey();

let folder: string;
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, key }] });
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-keys-"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("OPENCLAW_STATE_DIR", join(folder, ".openclaw"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

const refuse = () => Promise.reject(new Error("nobody chooses"));
const agentDir = () => join(folder, ".openclaw", "agents", "main", "agent");

interface Wizard {
  /** Whether the key is tried at the service. */
  readonly isTried?: boolean;
  /** What the host hands on beside what all hosts do. */
  readonly handed?: Pick<ProviderAuthContext, "opts" | "assertCurrent">;
}

const wizardOnly = { opts: {}, assertCurrent: () => undefined };

/** Types the key, as the wizard of 2026.9.6 asks for it unless `handed` says otherwise. */
function typeKey({ isTried = true, handed = wizardOnly }: Wizard = {}) {
  return method.run({
    config: configWith({ kimi: { baseUrl: simulator.baseUrl, models: [] } }),
    env: {},
    prompter: {
      intro: () => Promise.resolve(),
      outro: () => Promise.resolve(),
      note: () => Promise.resolve(),
      select: refuse,
      multiselect: refuse,
      text: () => Promise.resolve(key),
      confirm: () => Promise.resolve(isTried),
      progress: () => ({ update: () => undefined, stop: () => undefined }),
    },
    runtime: { log: () => undefined, error: () => undefined, exit: () => undefined },
    agentDir: agentDir(),
    ...handed,
    allowSecretRefPrompt: false,
    isRemote: false,
    openUrl: () => Promise.reject(new Error("no browser")),
    oauth: {
      createVpsAwareHandlers: () => {
        throw new TypeError("no sign-in by browser");
      },
    },
  });
}

function storeOld(...profileIds: readonly string[]): void {
  for (const profileId of profileIds) {
    upsertAuthProfile({ profileId, credential: { type: "api_key", provider: "kimi", key: old } });
  }
}

function stored(): Readonly<Record<string, unknown>> {
  const { profiles } = ensureAuthProfileStore();
  return Object.fromEntries(
    Object.entries(profiles).map(([id, profile]) => [id, profile.type === "api_key" && profile.key]),
  );
}

/** What the wizard is handed of a key that is stored already. */
const kept = (profileId: string) => ({
  profiles: [],
  defaultModel: "kimi/kimi-code",
  configPatch: { auth: { profiles: { [profileId]: { provider: "kimi", mode: "api_key" } } } },
});
const handedOver = {
  profiles: [{ profileId: "kimi:default", credential: { type: "api_key", provider: "kimi", key } }],
  defaultModel: "kimi/kimi-code",
};

describe("a key that is typed into the wizard of 2026.9.6", () => {
  it.each([{ isTried: true }, { isTried: false }])(
    "is stored under the usual name where there is no other (tried: $isTried)",
    async ({ isTried }) => {
      expect(await typeKey({ isTried })).toStrictEqual(kept("kimi:default"));
      expect(stored()).toStrictEqual({ "kimi:default": key });
    },
  );

  it.each([{ inUse: "kimi:default" }, { inUse: "kimi:setup-1" }])(
    "takes the place of $inUse once the service has accepted it, and ends the pause of the old one",
    async ({ inUse }) => {
      storeOld(inUse);
      await updateAuthProfileStoreWithLock({
        updater: (store) => {
          store.usageStats = { [inUse]: { cooldownUntil: Date.now() + 60_000, cooldownReason: "auth" } };
          return true;
        },
      });
      expect(ensureAuthProfileStore().usageStats).toHaveProperty([inUse]);
      expect(await typeKey()).toStrictEqual(kept(inUse));
      expect(stored()).toStrictEqual({ [inUse]: key });
      expect(ensureAuthProfileStore().usageStats ?? {}).not.toHaveProperty([inUse]);
    },
  );

  it.each([
    { name: "it was not tried", inUse: "kimi:default", wizard: { isTried: false } },
    { name: "the profile in use has a name of the user's", inUse: "kimi:work", wizard: {} },
    {
      name: "another command asks for it",
      inUse: "kimi:default",
      wizard: { handed: { assertCurrent: () => undefined } },
    },
    { name: "the host is older", inUse: "kimi:default", wizard: { handed: { opts: {} } } },
  ])("is left to the host if $name", async ({ inUse, wizard }) => {
    storeOld(inUse);
    expect(await typeKey(wizard)).toStrictEqual(handedOver);
    expect(stored()).toStrictEqual({ [inUse]: old });
  });

  it("stores nothing after the wizard was left", async () => {
    const left = new Error("left");
    const assertCurrent = () => {
      throw left;
    };
    await expect(typeKey({ handed: { opts: {}, assertCurrent } })).rejects.toBe(left);
    expect(stored()).toStrictEqual({});
  });
});
