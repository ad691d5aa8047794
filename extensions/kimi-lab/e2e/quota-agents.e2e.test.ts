import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { resolveApiKeyForProvider } from "openclaw/plugin-sdk/agent-runtime";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import {
  createTurnWatch,
  createUsageHooks,
  loginFromTokens,
  present,
  readAccountUsage,
  toFields,
} from "openclaw-kimi-coding/test-api";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { makeKey } from "./support/plugin-host.ts";

/** What the host itself does. */
const host = { runtime: { modelAuth: { resolveApiKeyForProvider } } };
const keys = { main: makeKey(), other: makeKey() };

let simulator: Simulator;
let store: LoginStore;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { ...defaultAccount, key: keys.main, quota: "both" },
      { ...defaultAccount, id: "other", key: keys.other, quota: "nearlyUsedUp" },
    ],
  });
  store = await createLoginStore(simulator);
  folder = join(present(store.env["OPENCLAW_STATE_DIR"]), "agents");
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await store.remove();
  await simulator.stop();
});

function configWith(profileId: string) {
  const kimi = { baseUrl: simulator.baseUrl, models: [] };
  return { auth: { order: { kimi: [profileId] } }, models: { providers: { kimi } } };
}

async function makeAgent(name: string): Promise<string> {
  const agentDir = join(folder, name, "agent");
  await mkdir(agentDir, { recursive: true });
  return agentDir;
}

function storeKey(key: string, agentDir?: string): void {
  const credential = { type: "api_key" as const, provider: "kimi", key };
  upsertAuthProfile({
    profileId: "kimi:default",
    credential,
    ...(agentDir !== undefined && { agentDir }),
  });
}

/** Whose quota the service was asked for, since the last reset. */
function asked(): (string | null)[] {
  return simulator.requests
    .filter(({ path }) => path === "/coding/v1/usages")
    .map(({ accountId }) => accountId);
}

describe("the quota of an agent", () => {
  it("is that of the key in its own store, and each agent hears of its own", async () => {
    const agentDir = await makeAgent("other");
    storeKey(keys.main);
    storeKey(keys.other, agentDir);
    const watch = createTurnWatch(host);
    const config = configWith("kimi:default");
    const turn = (dir?: string) => watch({ config, agentDir: dir })();
    await expect.poll(() => (turn(), asked())).toStrictEqual([defaultAccount.id]);
    await expect.poll(() => turn(agentDir)).toMatch(/93% of your 5-hour limit is used/u);
    expect(turn()).toBeNull();
    expect(asked()).toStrictEqual([defaultAccount.id, "other"]);
  });

  it("is that which the host's own surfaces show for it", async () => {
    const agentDir = await makeAgent("shown");
    storeKey(keys.main);
    storeKey(keys.other, agentDir);
    const hooks = createUsageHooks(host);
    const context = { config: configWith("kimi:default"), env: {}, provider: "kimi", agentDir };
    const auth = await hooks.resolveUsageAuth({
      ...context,
      resolveApiKeyFromConfigAndStore: () => undefined,
      resolveOAuthToken: () => Promise.resolve(null),
    });
    const { token } = z.object({ token: z.string() }).parse(auth);
    expect(token).toBe(keys.other);
    await hooks.fetchUsageSnapshot({ ...context, token, timeoutMs: 10_000, fetchFn: fetch });
    expect(asked()).toStrictEqual(["other"]);
  });

  it("is one where agents keep the same key under different names", async () => {
    const agentDir = await makeAgent("named");
    storeKey(keys.main);
    upsertAuthProfile({
      profileId: "kimi:work",
      credential: { type: "api_key", provider: "kimi", key: keys.main },
      agentDir,
    });
    const [one, other] = await Promise.all([
      readAccountUsage(host, { config: configWith("kimi:default"), env: {} }),
      readAccountUsage(host, { config: configWith("kimi:work"), agentDir, env: {} }),
    ]);
    expect(one?.account).toBe(present(other).account);
  });

  it("is counted for one account where agents share a sign-in, and for two where one has its own", async () => {
    const agentDir = await makeAgent("third");
    const config = configWith(store.profileId);
    const account = async (dir?: string) =>
      present(await readAccountUsage(host, { config, agentDir: dir, env: {} })).account;
    store.signIn(randomUUID(), Date.now() + 3_600_000);
    const shared = await account();
    expect(await account(agentDir)).toBe(shared);

    const { access_token: accessToken, refresh_token: refreshToken } = simulator.oauth.issue("other");
    const tokens = { accessToken, refreshToken, lifetimeMs: 7_200_000 };
    const login = loginFromTokens({ id: randomUUID(), issuer: simulator.url }, tokens, Date.now());
    const credential = { type: "oauth" as const, provider: "kimi", ...toFields(login) };
    upsertAuthProfile({ profileId: store.profileId, credential, agentDir });
    expect(await account(agentDir)).not.toBe(shared);
    expect(await account()).toBe(shared);
    expect(asked()).toStrictEqual([defaultAccount.id, defaultAccount.id, "other", defaultAccount.id]);
  });
});
