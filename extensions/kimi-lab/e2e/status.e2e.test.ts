import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { freePort } from "../host/free-port.ts";
import { faults } from "../simulator/faults.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { collectStatus } from "openclaw-kimi-coding/test-api";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { makeKey } from "./support/plugin-host.ts";

const key = makeKey();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ ...defaultAccount, key, models: ["kimi-for-coding", "k3"] }],
  });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

/** The report for a key, as the host would resolve it, and a provider block. */
async function statusOf(block: object, apiKey = key) {
  const auth = { source: "env: KIMI_API_KEY", mode: "api-key" as const, apiKey };
  const modelAuth = { resolveApiKeyForProvider: () => Promise.resolve(auth) };
  const provider = { baseUrl: simulator.baseUrl, models: [], ...block };
  return await collectStatus({ modelAuth, env: {}, config: { models: { providers: { kimi: provider } } } });
}

describe("collectStatus", () => {
  it.each(["openai-completions", "anthropic-messages"] as const)(
    "proves the key with one token on %s, and lists the models of the plan",
    async (api) => {
      const report = await statusOf({ api });
      expect(report).toMatchObject({
        ok: true,
        credential: { kind: "api-key", source: "env: KIMI_API_KEY", expiresAt: null },
        endpoint: { setBy: "models.providers.kimi.baseUrl" },
        dialect: { value: api, setBy: "models.providers.kimi.api" },
        userAgent: { value: "claude-code/0.1.0", setBy: null, accepted: true },
        chat: { problem: null },
        listing: { problem: null },
        models: [
          { id: "kimi-for-coding", displayName: "Kimi For Coding", contextWindow: 1_048_576 },
          { id: "k3", displayName: "K3", contextWindow: 1_048_576 },
        ],
      });
      expect(simulator.requests.map(({ status }) => status)).toStrictEqual([200, 200, 200]);
      expect(JSON.stringify(report)).not.toContain(key);
    },
  );

  it("tells two keys apart by their fingerprints, which are no part of them", async () => {
    const fingerprints = await Promise.all(
      [key, makeKey()].map(async (apiKey) => (await statusOf({}, apiKey)).credential?.fingerprint ?? ""),
    );
    expect(new Set(fingerprints).size).toBe(2);
    expect(key).not.toContain(fingerprints[0]);
  });

  it("says that a key is wrong, although the models may be listed to any client", async () => {
    const report = await statusOf({}, makeKey());
    expect(report).toMatchObject({
      ok: false,
      userAgent: { accepted: null },
      chat: { problem: expect.stringContaining("did not accept the API key") },
    });
  });

  it("tries a key that a variable holds in quotes without them, as a chat does", async () => {
    expect(await statusOf({}, `"${key}"`)).toMatchObject({ ok: true, listing: { problem: null } });
  });

  it("says that a User-Agent is refused, and which setting it comes from", async () => {
    const report = await statusOf({ headers: { "user-agent": "curl/8" } });
    expect(report).toMatchObject({
      ok: false,
      userAgent: { value: "curl/8", setBy: "models.providers.kimi.headers", accepted: false },
      chat: { problem: expect.stringContaining("models.providers.kimi.headers") },
      listing: { problem: null },
    });
  });

  it("says whose limit it is when the quota is used up", async () => {
    simulator.enqueue(
      { kind: "fault", fault: faults.weeklyLimit },
      { when: ({ method }) => method === "POST" },
    );
    expect(await statusOf({})).toMatchObject({
      ok: false,
      chat: { problem: expect.stringContaining("has used up its") },
    });
  });

  it("says that nothing answers, where nothing does", async () => {
    const port = await freePort();
    const report = await statusOf({ baseUrl: `http://127.0.0.1:${port}/coding/v1` });
    expect(report.chat?.latencyMs).toBeNull();
    expect(report.chat?.problem).toContain(
      `Nothing answers at 127.0.0.1:${port} (ECONNREFUSED). Check the network`,
    );
  });

  it.each([
    {
      name: "no URL",
      baseUrl: "notaurl",
      problem: /^models\.providers\.kimi\.baseUrl is not a web address/u,
    },
    {
      name: "that of the open platform",
      baseUrl: "https://api.moonshot.ai/v1",
      problem:
        /^models\.providers\.kimi\.baseUrl is an address of Moonshot's open platform, which is another product/u,
    },
    {
      name: "a URL with a password",
      baseUrl: "http://me:hidden@127.0.0.1:9/coding/v1",
      problem: /contains a user name or a password/u,
    },
  ])("says what is wrong with a base URL that is $name", async ({ baseUrl, problem }) => {
    const report = await statusOf({ baseUrl });
    expect(report.chat?.problem).toMatch(problem);
    expect(JSON.stringify(report)).not.toContain("hidden");
  });

  it("says that nothing is at an address, rather than that the model is unknown", async () => {
    const report = await statusOf({ baseUrl: `${simulator.url}/elsewhere` });
    expect(report.chat?.problem).toContain("Kimi Code was not found at");
    expect(report.listing?.problem).toContain("Kimi Code was not found at");
  });

  it("asks for a key if there is none, and sends nothing", async () => {
    const report = await statusOf({}, "");
    expect(report).toMatchObject({ ok: false, credential: null, chat: null, listing: null });
    expect(report.credentialProblem).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(simulator.requests).toHaveLength(0);
  });

  it("sends the key nowhere else, not on a redirect either", async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end("{}");
    });
    const redirecting = createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${portOf(other)}/` }).end();
    });
    await Promise.all(
      [other, redirecting].map((server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done))),
    );
    try {
      const report = await statusOf({ baseUrl: `http://127.0.0.1:${portOf(redirecting)}/coding/v1` });
      expect(report).toMatchObject({
        ok: false,
        chat: { problem: expect.stringContaining("redirects elsewhere (307)") },
        listing: { problem: expect.stringContaining("redirects") },
      });
      expect(seen).toStrictEqual([]);
    } finally {
      for (const server of [other, redirecting]) server.close();
    }
  });
});

describe("collectStatus of a sign-in", () => {
  let store: LoginStore;
  beforeAll(async () => {
    store = await createLoginStore(simulator);
  });
  afterAll(() => store.remove());

  /** As the host resolves it: with the access token that is stored, which may have expired. */
  async function statusOfSignIn(accessToken: string) {
    const auth = {
      source: "profile:kimi:oauth",
      mode: "oauth" as const,
      profileId: store.profileId,
      apiKey: accessToken,
    };
    const provider = { baseUrl: simulator.baseUrl, models: [] };
    return await collectStatus({
      env: {},
      modelAuth: { resolveApiKeyForProvider: () => Promise.resolve(auth) },
      config: { models: { providers: { kimi: provider } } },
    });
  }

  it("renews it first where that is due, as before a turn", async () => {
    const { accessToken } = store.signIn(randomUUID(), Date.now() - 1);
    simulator.oauth.revoke(accessToken);
    const report = await statusOfSignIn(accessToken);
    expect(report).toMatchObject({ ok: true, credential: { kind: "oauth" }, chat: { problem: null } });
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
    expect(store.read()?.accessToken).not.toBe(accessToken);
    for (const secret of simulator.oauth.secrets) expect(JSON.stringify(report)).not.toContain(secret);
  });
});

function portOf(server: ReturnType<typeof createServer>): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return address.port;
}
