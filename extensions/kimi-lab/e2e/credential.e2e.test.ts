import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveApiKeyForProvider } from "openclaw/plugin-sdk/agent-runtime";
import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import {
  bareModel,
  collectStatus,
  createMediaUnderstandingProvider,
  createWebSearchProvider,
  findCredential,
  present,
  registerPlugin,
} from "openclaw-kimi-coding/test-api";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { makeKey } from "./support/plugin-host.ts";

const keys = { main: makeKey(), agent: makeKey(), variable: makeKey() };
/** What the host itself does, in a process that has not read keys that are kept elsewhere. */
const modelAuth = { resolveApiKeyForProvider };

let simulator: Simulator;
let store: LoginStore;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { ...defaultAccount, key: keys.main },
      { id: "agent", key: keys.agent, models: ["kimi-for-coding"] },
    ],
  });
  store = await createLoginStore(simulator);
  vi.stubEnv("KIMI_TEST_KEY", keys.variable);
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await store.remove();
  await simulator.stop();
});

function configWithOrder(...profileIds: string[]): OpenClawConfig {
  return {
    auth: { order: { kimi: profileIds } },
    models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
  };
}

/** A profile with a key in it, or with the name of a variable that holds it. */
function storeKey(profileId: string, key: string | { readonly variable: string }, agentDir?: string): void {
  const kept =
    typeof key === "string"
      ? { key }
      : { keyRef: { source: "env" as const, provider: "default", id: key.variable } };
  const credential = { type: "api_key" as const, provider: "kimi", ...kept };
  upsertAuthProfile({ profileId, credential, ...(agentDir !== undefined && { agentDir }) });
}

/** A sign-in whose token the service refuses, and which is not due for renewal; returns that token. */
function storeRefusedSignIn(): string {
  const { accessToken } = store.signIn(randomUUID(), Date.now() + 3_600_000);
  simulator.oauth.revoke(accessToken);
  return accessToken;
}

describe("the credential of a chat", () => {
  beforeAll(() => {
    storeKey("kimi:default", keys.main);
    storeKey("kimi:gone", { variable: "KIMI_TEST_NOWHERE" });
    storeKey("kimi:variable", { variable: "KIMI_TEST_KEY" });
  });

  it.each([
    { order: ["kimi:gone", "kimi:default"], profileId: "kimi:default", secret: keys.main },
    { order: ["kimi:gone", "kimi:variable"], profileId: "kimi:variable", secret: keys.variable },
    { order: ["kimi:variable", "kimi:default"], profileId: "kimi:variable", secret: keys.variable },
    { order: ["kimi:default", "kimi:variable"], profileId: "kimi:default", secret: keys.main },
  ])("is the first of $order that can be read", async ({ order, profileId, secret }) => {
    const found = await findCredential({ modelAuth, env: process.env, config: configWithOrder(...order) });
    expect(found).toMatchObject({ profileId, credential: { secret } });
  });

  it("is the host's last one, after all profiles, if none of them can be read", async () => {
    const kimi = { baseUrl: simulator.baseUrl, models: [], apiKey: keys.agent };
    const config = { ...configWithOrder("kimi:gone"), models: { providers: { kimi } } };
    const found = await findCredential({ modelAuth, env: process.env, config });
    expect(found).toMatchObject({ profileId: undefined, credential: { secret: keys.agent } });
  });

  it("is absent, with the reason for the first, if no key can be read", async () => {
    const found = await findCredential({ modelAuth, env: process.env, config: configWithOrder("kimi:gone") });
    expect(found).toStrictEqual({
      kind: "problem",
      text: "The key of profile:kimi:gone is kept in env:default:KIMI_TEST_NOWHERE, and OpenClaw cannot read it there. See why:\nopenclaw secrets audit --check",
    });
  });

  it("is refused before it is sent where it can be in no header", async () => {
    vi.stubEnv("KIMI_TEST_TORN", "sk-kimi-one\nsk-kimi-two");
    storeKey("kimi:torn", { variable: "KIMI_TEST_TORN" });
    const found = await findCredential({ modelAuth, env: process.env, config: configWithOrder("kimi:torn") });
    expect(found).toStrictEqual({
      kind: "problem",
      text: expect.stringMatching(
        /^The key of profile:kimi:torn .* cannot be sent\. The key contains a space/u,
      ),
    });
    expect(JSON.stringify(found)).not.toContain("sk-kimi-two");
  });

  it("is that of the agent that searches", async () => {
    const agentDir = join(store.env["OPENCLAW_STATE_DIR"] ?? "", "agents", "other", "agent");
    await mkdir(agentDir, { recursive: true });
    storeKey("kimi:own", keys.agent, agentDir);
    const config = configWithOrder("kimi:own", "kimi:default");
    for (const dir of [agentDir, undefined]) {
      const tool = createWebSearchProvider(() => modelAuth).createTool({
        config,
        ...(dir !== undefined && { agentDir: dir }),
      });
      await tool?.execute({ query: "kites" }, {});
    }
    expect(simulator.requests.map(({ accountId }) => accountId)).toStrictEqual(["agent", defaultAccount.id]);
  });
});

async function search(order: readonly string[], signal?: AbortSignal) {
  const tool = createWebSearchProvider(() => modelAuth).createTool({ config: configWithOrder(...order) });
  return await tool?.execute({ query: "kites" }, signal === undefined ? {} : { signal });
}

describe("a credential that is of no use", () => {
  it.each([
    {
      name: "a sign-in that has ended",
      profileId: "kimi:oauth",
      keep: () => {
        const { accessToken, refreshToken } = store.signIn(randomUUID(), Date.now() - 86_400_000);
        simulator.oauth.revoke(accessToken);
        simulator.oauth.revoke(refreshToken);
      },
      says: /^Your Kimi sign-in is no longer valid/u,
    },
    {
      name: "a key that is wrong",
      profileId: "kimi:wrong",
      keep: () => storeKey("kimi:wrong", makeKey()),
      says: /^profile:kimi:wrong: Kimi Code rejects this key\. To remove it:\nopenclaw kimi remove kimi:wrong --yes$/u,
    },
    {
      name: "a key that no header can hold",
      profileId: "kimi:blank",
      keep: () => storeKey("kimi:blank", "sk-kimi-one two"),
      says: /^The key of profile:kimi:blank cannot be sent/u,
    },
  ])("hides no good one, as in a chat: $name", async ({ profileId, keep, says }) => {
    storeKey("kimi:default", keys.main);
    keep();
    const order = [profileId, "kimi:default"];
    expect(await search(order)).toMatchObject({ count: 1 });
    const report = await collectStatus({ modelAuth, env: process.env, config: configWithOrder(...order) });
    expect(report).toMatchObject({
      ok: true,
      credential: { source: "profile:kimi:default" },
      passedOver: [expect.stringMatching(says)],
      chat: { problem: null },
    });
    expect(await search([profileId])).toMatchObject({ error: expect.any(String) });
    expect(
      await collectStatus({ modelAuth, env: process.env, config: configWithOrder(profileId) }),
    ).toMatchObject({
      ok: false,
      passedOver: [],
    });
  });

  it("makes nobody wait for a sign-in that is being renewed for longer than they want to", async () => {
    store.signIn(randomUUID(), Date.now() - 86_400_000);
    const user = new AbortController();
    const held = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ before: held.promise });
    const asked = simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
    const searching = search(["kimi:oauth"], user.signal);
    await asked;
    user.abort(new Error("enough"));
    await expect(searching).rejects.toThrow("enough");
    held.resolve();
  });
});

describe("a sign-in", () => {
  it("is renewed once for the status, where the service refuses its token, as in a chat", async () => {
    storeRefusedSignIn();
    const report = await collectStatus({
      modelAuth,
      env: process.env,
      config: configWithOrder("kimi:oauth"),
    });
    expect(report).toMatchObject({
      ok: true,
      credential: { kind: "oauth", renewedBy: "openclaw" },
      chat: { problem: null },
      listing: { problem: null },
      quota: { problem: null },
    });
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("is renewed once for a video, which is uploaded once", async () => {
    const apiKey = storeRefusedSignIn();
    const { describeVideo } = createMediaUnderstandingProvider(() =>
      Promise.resolve(configWithOrder("kimi:oauth")),
    );
    const request = { buffer: Buffer.alloc(5), fileName: "a.mp4", mime: "video/mp4", timeoutMs: 30_000 };
    const { text } = await present(describeVideo)({ ...request, apiKey });
    expect(text).toMatch(/^I see a video/u);
    expect(simulator.requests.map(({ path, status }) => `${status} ${path}`)).toStrictEqual([
      "401 /coding/v1/models",
      "200 /api/oauth/token",
      "200 /coding/v1/models",
      "200 /coding/v1/files",
      "200 /coding/v1/chat/completions",
    ]);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("goes where the user's row of the model says, and else where the environment does", async () => {
    store.signIn(randomUUID(), Date.now() + 3_600_000);
    const { provider } = registerPlugin("newer");
    const { id, name, input, reasoning, contextWindow, maxTokens, cost } = bareModel();
    const row = { id, name, input, reasoning, contextWindow, maxTokens, cost, baseUrl: simulator.baseUrl };
    const config = { models: { providers: { kimi: { baseUrl: "", models: [row] } } } };
    const prepare = async (modelId: string) => {
      const model = { ...bareModel(), id: modelId };
      const prepared = await present(provider.prepareRuntimeAuth)({
        config,
        env: { KIMI_CODE_BASE_URL: "https://proxy.example/v1" },
        provider: "kimi",
        modelId,
        model,
        apiKey: "",
        authMode: "oauth",
        profileId: store.profileId,
      });
      return prepared?.baseUrl;
    };
    expect(await prepare("kimi-code")).toBeUndefined();
    expect(await prepare("k3")).toBe("https://proxy.example/v1");
  });

  it("of a client of Kimi's ends with the token of that client", async () => {
    const home = join(store.env["HOME"] ?? "", ".kimi-code");
    const expiresAt = Math.round(Date.now() / 1000) + 600;
    await mkdir(join(home, "credentials"), { recursive: true });
    const tokens = { access_token: keys.main, refresh_token: "theirs", expires_at: expiresAt };
    await writeFile(join(home, "credentials", "kimi-code.json"), JSON.stringify(tokens), { mode: 0o600 });
    vi.stubEnv("KIMI_CODE_HOME", home);
    const auth = { source: "profile:kimi:kimi-code-client", mode: "oauth" as const, apiKey: "kept" };
    const profileId = "kimi:kimi-code-client";
    const found = await findCredential({
      env: process.env,
      modelAuth: { resolveApiKeyForProvider: () => Promise.resolve({ ...auth, profileId }) },
      config: {},
    });
    expect(found).toMatchObject({
      credential: { secret: keys.main },
      status: { expiresAt: new Date(expiresAt * 1000).toISOString(), renewedBy: "client" },
    });
  });
});

describe("a video", () => {
  it("is described with the key of a profile where the host names that for a key", async () => {
    storeKey("kimi:default", keys.main);
    const { describeVideo } = createMediaUnderstandingProvider(() =>
      Promise.resolve(configWithOrder("kimi:default")),
    );
    const request = { buffer: Buffer.alloc(5), fileName: "a.mp4", mime: "video/mp4", timeoutMs: 30_000 };
    await present(describeVideo)({ ...request, apiKey: "kimi:default" });
    expect(simulator.requests.map(({ accountId }) => accountId)).toStrictEqual(
      simulator.requests.map(() => defaultAccount.id),
    );
  });

  it("goes where tools.media says, with the headers that stand there", async () => {
    const { describeVideo } = createMediaUnderstandingProvider(() =>
      Promise.resolve({ models: { providers: { kimi: { baseUrl: "http://127.0.0.1:9/v1", models: [] } } } }),
    );
    const request = { buffer: Buffer.alloc(5), fileName: "a.mp4", mime: "video/mp4", timeoutMs: 30_000 };
    const place = { baseUrl: simulator.baseUrl, headers: { "X-Team": "kites" } };
    await present(describeVideo)({ ...request, ...place, apiKey: keys.main });
    expect(simulator.requests.map(({ headers }) => headers["x-team"])).toStrictEqual([
      "kites",
      "kites",
      "kites",
    ]);
  });
});
