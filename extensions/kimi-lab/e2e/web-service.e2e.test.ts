import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { faults, startSimulator, type Reply, type Simulator } from "../simulator/simulator.ts";
import { createWebFetchProvider, createWebSearchProvider } from "openclaw-kimi-coding/test-api";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { makeKey } from "./support/plugin-host.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Options {
  readonly block?: object;
  readonly tool?: Record<string, unknown>;
  readonly apiKey?: string;
  readonly signal?: AbortSignal;
}

function setUp({ block, apiKey = simulator.key }: Options) {
  const auth = { source: "profile", mode: "api-key" as const, apiKey };
  return {
    modelAuth: () => ({ resolveApiKeyForProvider: () => Promise.resolve(auth) }),
    config: { models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [], ...block } } } },
  };
}

async function search(args: Record<string, unknown>, options: Options = {}) {
  const { modelAuth, config } = setUp(options);
  const tool = createWebSearchProvider(modelAuth).createTool({ config, searchConfig: options.tool ?? {} });
  return await tool?.execute(args, options.signal === undefined ? {} : { signal: options.signal });
}

/** With a proxy that is trusted to resolve names, as no name resolves in a test. */
async function read(url: string, options: Options = {}) {
  const { modelAuth, config } = setUp(options);
  const fetchConfig = options.tool ?? { useTrustedEnvProxy: true };
  const tool = createWebFetchProvider(modelAuth).createTool({ config, fetchConfig });
  return await tool?.execute({ url }, options.signal === undefined ? {} : { signal: options.signal });
}

const forTools = { when: ({ path }: { readonly path: string }) => /\/(?:search|fetch)$/u.test(path) };
const raw = (text: string): Reply => ({ kind: "raw", steps: [text] });

describe("the search of the subscription", () => {
  it("asks the endpoint of the chat with its key and our name, and gives results that are marked as foreign", async () => {
    const result = await search({ query: " blue lobster fisherman ", count: 1 });
    expect(result).toMatchObject({
      query: "blue lobster fisherman",
      provider: "kimi-code",
      count: 1,
      externalContent: { untrusted: true, source: "web_search", wrapped: true },
      results: [{ url: "https://news.example.org/blue-lobster", published: "2026-07-02T09:30:00Z" }],
    });
    const text = JSON.stringify(result);
    expect(text).toMatch(/<<<EXTERNAL_UNTRUSTED_CONTENT[^>]*>>>[^>]*Blue lobster caught off the coast/u);
    expect(text).not.toContain(simulator.key);
    expect(simulator.requests).toMatchObject([
      {
        path: "/coding/v1/search",
        userAgent: "claude-code/0.1.0",
        accountId: "default",
        body: { text_query: "blue lobster fisherman", limit: 1, timeout_seconds: 30 },
      },
    ]);
  });

  it("asks at the same place on the other dialect", async () => {
    await search({ query: "kites" }, { block: { api: "anthropic-messages" } });
    expect(simulator.requests).toMatchObject([{ path: "/coding/v1/search", status: 200 }]);
  });

  it("takes the number of results and the time from the host's config, within what the service takes", async () => {
    await search({ query: "kites" }, { tool: { maxResults: 99, timeoutSeconds: 7 } });
    expect(simulator.requests[0]?.body).toMatchObject({ limit: 10, timeout_seconds: 7 });
  });

  it("hands on no result with a hostile address, and defuses hostile texts", async () => {
    const text = JSON.stringify(await search({ query: "hostile", count: 10 }));
    expect(text).not.toMatch(/javascript:|file:|bank\.example|im_start|\\u0000|\u202E/u);
    expect(text).toContain("[[END_MARKER_SANITIZED]]");
  });

  it("searches where a model fills in filters that it leaves open", async () => {
    const open = { freshness: " ", date_after: "", domain_filter: [""] };
    expect(await search({ query: "kites", ...open })).toHaveProperty("results");
  });

  it("lets a header of the user's own win over the key, as a chat does", async () => {
    const headers = { authorization: "Basic dXNlcg==" };
    expect(await search({ query: "kites" }, { block: { headers } })).toHaveProperty("error");
    expect(simulator.requests).toMatchObject([{ path: "/coding/v1/search", accountId: null, status: 401 }]);
  });

  it("says that nothing was found, rather than nothing", async () => {
    const result = await search({ query: "submarine" });
    expect(result).toMatchObject({ count: 0, content: expect.stringContaining("found no page") });
    expect(result).not.toHaveProperty("results");
  });

  it.each([
    { name: "no query", args: {}, error: /query is empty/u },
    { name: "a very long query", args: { query: "x".repeat(2001) }, error: /longer than 2000/u },
    {
      name: "a filter that it does not have",
      args: { query: "x", freshness: "week" },
      error: /does not support freshness/u,
    },
  ])("sends nothing for $name", async ({ args, error }) => {
    expect(await search(args)).toStrictEqual({ error: expect.stringMatching(error) });
    expect(simulator.requests).toStrictEqual([]);
  });

  it.each([
    {
      name: "a used-up quota",
      reply: { kind: "fault", fault: faults.weeklyLimit },
      error: /has used up its weekly/u,
    },
    {
      name: "a lapsed membership",
      reply: { kind: "fault", fault: faults.membershipInactive },
      error: /no active membership/u,
    },
    { name: "a rate limit", reply: { kind: "fault", fault: faults.maxRpm }, error: /rate limit is reached/u },
    {
      name: "a broken service",
      reply: { kind: "fault", fault: faults.unavailable },
      error: /failed \(503\)\. This is a fault of the service/u,
    },
    { name: "a page of a proxy", reply: raw("<html>welcome"), error: /is not a list of results/u },
    {
      name: "an answer without end",
      reply: raw(" ".repeat(2_200_000)),
      error: /search sent more than 2 MB, .* fault of the service/u,
    },
    {
      name: "a connection that is cut",
      reply: { kind: "raw", steps: ['{"search_', { kind: "disconnect" }] },
      error: /cannot be reached/u,
    },
  ] satisfies readonly { readonly name: string; readonly reply: Reply; readonly error: RegExp }[])(
    "explains $name",
    async ({ reply, error }) => {
      simulator.enqueue(reply, forTools);
      expect(await search({ query: "kites" })).toStrictEqual({ error: expect.stringMatching(error) });
    },
  );

  it("explains a wrong key and a missing one", async () => {
    expect(await search({ query: "kites" }, { apiKey: makeKey() })).toMatchObject({
      error: expect.stringContaining("did not accept the API key"),
    });
    expect(await search({ query: "kites" }, { apiKey: "" })).toMatchObject({
      error: expect.stringContaining("No Kimi Code API key is stored"),
    });
  });

  it("sends the key to no other host", async () => {
    const asked: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(307, { location: `${simulator.baseUrl}/search` }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(other.address());
    try {
      const result = await search({ query: "kites" }, { block: { baseUrl: `http://127.0.0.1:${port}/v1` } });
      expect(result).toMatchObject({ error: expect.stringContaining("redirects elsewhere (307)") });
      expect(asked).toStrictEqual(["/v1/search"]);
      expect(simulator.requests).toStrictEqual([]);
    } finally {
      other.close();
    }
  });

  it("stops when the caller does", async () => {
    const caller = new AbortController();
    simulator.enqueue(
      { kind: "raw", steps: [{ kind: "hold", until: new Promise(() => undefined) }] },
      forTools,
    );
    const result = search({ query: "kites" }, { signal: caller.signal });
    await simulator.waitForRequest(({ path }) => path.endsWith("/search"));
    caller.abort(new Error("no more"));
    await expect(result).rejects.toThrow("no more");
    await simulator.waitForRequest(({ outcome }) => outcome === "disconnected");
  });
});

describe("the search with a sign-in", () => {
  let store: LoginStore;
  beforeAll(async () => {
    store = await createLoginStore(simulator);
  });
  afterAll(() => store.remove());

  it.each([
    { name: "once it is due", dueInMs: -1 },
    { name: "once the service refuses its token", dueInMs: 3_600_000 },
  ])("renews it $name, and goes on with the new one", async ({ dueInMs }) => {
    const { accessToken } = store.signIn(randomUUID(), Date.now() + dueInMs);
    simulator.oauth.revoke(accessToken);
    const { profileId } = store;
    const auth = { source: "profile", mode: "oauth" as const, profileId, apiKey: accessToken };
    const { config } = setUp({});
    const modelAuth = () => ({ resolveApiKeyForProvider: () => Promise.resolve(auth) });
    const result = await createWebSearchProvider(modelAuth)
      .createTool({ config })
      ?.execute({ query: "kites" });
    expect(result).toMatchObject({ count: 1 });
    expect(store.read()?.accessToken).not.toBe(accessToken);
    for (const secret of simulator.oauth.secrets) expect(JSON.stringify(result)).not.toContain(secret);
  });

  it("says that the sign-in has ended where it cannot be renewed", async () => {
    const { accessToken, refreshToken } = store.signIn(randomUUID(), Date.now() + 3_600_000);
    simulator.oauth.revoke(accessToken);
    simulator.oauth.revoke(refreshToken);
    const { profileId } = store;
    const auth = { source: "profile", mode: "oauth" as const, profileId, apiKey: accessToken };
    const modelAuth = () => ({ resolveApiKeyForProvider: () => Promise.resolve(auth) });
    const { config } = setUp({});
    const result = await createWebSearchProvider(modelAuth)
      .createTool({ config })
      ?.execute({ query: "kites" });
    expect(result).toStrictEqual({ error: expect.stringContaining("sign-in is no longer valid") });
  });
});

describe("page reading on the subscription", () => {
  it("gives the page as markdown, for the host to mark as foreign", async () => {
    expect(await read("https://kites.example.net/history#top")).toMatchObject({
      finalUrl: "https://kites.example.net/history",
      extractor: "kimi-code",
      text: expect.stringMatching(/^# Kites/u),
      truncated: false,
    });
    expect(simulator.requests).toMatchObject([
      {
        path: "/coding/v1/fetch",
        headers: { accept: "text/markdown" },
        body: { url: "https://kites.example.net/history" },
      },
    ]);
  });

  it("reads no more of a page than the host is to read", async () => {
    simulator.enqueue(raw("ä".repeat(40_000)), forTools);
    const tool = { useTrustedEnvProxy: true, maxResponseBytes: 32_001 };
    const page = await read("https://kites.example.net/history", { tool });
    expect(page).toMatchObject({
      truncated: true,
      text: "ä".repeat(16_000),
      warning: expect.any(String),
    });
  });

  it.each([
    { address: "http://127.0.0.1:8080/admin" },
    { address: "http://[::1]/" },
    { address: "http://[::ffff:10.0.0.1]/" },
    { address: "http://2130706433/" },
    { address: "http://localhost/" },
    { address: "http://169.254.169.254/latest/meta-data" },
    { address: "http://metadata.google.internal/" },
    { address: "https://192.168.1.1/" },
    { address: "https://me:secret@kites.example.net/" },
    { address: "file:///etc/passwd" },
    { address: "kites.example.net" },
    { address: "" },
  ])("does not ask for '$address', even where the user opened private networks", async ({ address }) => {
    const ssrfPolicy = { dangerouslyAllowPrivateNetwork: true, allowedHostnames: ["127.0.0.1", "localhost"] };
    const tool = { useTrustedEnvProxy: true, ssrfPolicy };
    await expect(read(address, { tool })).rejects.toThrow(/Nothing was sent/u);
    expect(simulator.requests).toStrictEqual([]);
  });

  it("does not ask for what the user forbids, nor for a name that does not resolve", async () => {
    const ssrfPolicy = { blockedHostnames: ["*.example.net"] };
    const tool = { useTrustedEnvProxy: true, ssrfPolicy };
    await expect(read("https://kites.example.net/history", { tool })).rejects.toThrow(/ssrfPolicy/u);
    await expect(read("https://nowhere.invalid/", { tool: {} })).rejects.toThrow(/does not resolve here/u);
    expect(simulator.requests).toStrictEqual([]);
  });

  it.each([
    {
      name: "a page that it cannot read",
      url: "https://kites.example.net/none",
      error: /could not read this page/u,
    },
    { name: "an empty page", reply: raw(" \n"), error: /found no text/u },
    {
      name: "a used-up quota",
      reply: { kind: "fault", fault: faults.fiveHourLimit },
      error: /resets in 2 hours/u,
    },
  ] satisfies readonly { name: string; url?: string; reply?: Reply; error: RegExp }[])(
    "explains $name",
    async ({ url = "https://kites.example.net/history", reply, error }) => {
      if (reply !== undefined) simulator.enqueue(reply, forTools);
      await expect(read(url)).rejects.toThrow(error);
    },
  );
});
