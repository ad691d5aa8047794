import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { bareModel, configWith, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { makeKey } from "./support/plugin-host.ts";
import { startRedirectingService, type RedirectingService } from "./support/redirecting-service.ts";

const key = makeKey();
let simulator: Simulator;
let redirecting: RedirectingService;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, key }] });
  redirecting = await startRedirectingService();
});
beforeEach(() => {
  simulator.reset();
  redirecting.redirected.length = 0;
  redirecting.arrivals.length = 0;
});
afterAll(async () => {
  await simulator.stop();
  await redirecting.stop();
});

/** Prepares a credential as a host does before a turn. */
function prepare(
  kind: "newer" | "older",
  { baseUrl, api = "anthropic-messages", apiKey = key, authMode = "api-key" }: Partial<Turn>,
) {
  const { provider } = registerPlugin(kind);
  return present(provider.prepareRuntimeAuth)({
    config: configWith({ kimi: { baseUrl: baseUrl ?? "", models: [] } }),
    env: {},
    provider: "kimi",
    modelId: "kimi-code",
    model: bareModel({ api, ...(baseUrl !== undefined && { baseUrl }) }),
    apiKey,
    authMode,
    profileId: "kimi:default",
  });
}

interface Turn {
  readonly baseUrl: string;
  readonly api: "anthropic-messages" | "openai-completions";
  readonly apiKey: string;
  readonly authMode: string;
}

describe("an endpoint that redirects, on a host that would send the key along", () => {
  it.each([302, 307, 308] as const)("is refused when it answers %i, before a key is sent", async (status) => {
    const baseUrl = redirecting.baseUrl(status).replace("/v1", "");
    await expect(prepare("older", { baseUrl })).rejects.toThrow(
      `redirects elsewhere (${status}). Your key is never forwarded.`,
    );
    expect(redirecting.redirected).toStrictEqual([`${status} /coding/v1/messages`]);
    expect(redirecting.arrivals).toStrictEqual([]);
  });

  it("is asked without a key, and once for many turns if it does not redirect", async () => {
    const baseUrl = simulator.baseUrl.replace("/v1", "");
    for (let turn = 0; turn < 3; turn += 1) await prepare("older", { baseUrl });
    expect(simulator.requests.map(({ path, accountId }) => ({ path, accountId }))).toStrictEqual([
      { path: "/coding/v1/messages", accountId: null },
    ]);
  });

  it("is left to the turn if it does not answer", async () => {
    const server = createServer((request) => request.socket.destroy());
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    await prepare("older", { baseUrl: `http://127.0.0.1:${port}/coding` });
    server.close();
  });

  it("is not asked where no key goes along: on the other dialect, and on newer hosts", async () => {
    await prepare("older", { baseUrl: redirecting.baseUrl(307), api: "openai-completions" });
    await prepare("newer", { baseUrl: redirecting.baseUrl(307) });
    expect(redirecting.redirected).toStrictEqual([]);
  });
});

describe("a key in quotes, as a variable may hold it", () => {
  it.each(["newer", "older"] as const)("is sent without them by a host that is %s", async (kind) => {
    const api = "openai-completions";
    await expect(prepare(kind, { api, apiKey: `"${key}"` })).resolves.toStrictEqual({ apiKey: key });
    await expect(prepare(kind, { api, apiKey: key })).resolves.toBeUndefined();
  });
});

describe("Moonshot's open platform as the endpoint", () => {
  const baseUrl = "https://api.moonshot.cn/anthropic";

  it.each([
    { name: "a subscription key", turn: {} },
    { name: "a subscription key in quotes", turn: { apiKey: `"${key}"` } },
    { name: "a sign-in", turn: { authMode: "oauth", apiKey: "opaque" } },
    { name: "a pasted token", turn: { authMode: "token", apiKey: "eyJhbGci.eyJzdWIi.c2ln" } },
  ])("gets nothing of $name", async ({ turn }) => {
    await expect(prepare("newer", { baseUrl, ...turn })).rejects.toThrow(
      /^api\.moonshot\.cn is an address of Moonshot's open platform.*\nopenclaw config unset models\.providers\.kimi\.baseUrl\n/su,
    );
  });

  it("gets its own keys", async () => {
    await expect(prepare("newer", { baseUrl, apiKey: "sk-0123" })).resolves.toBeUndefined();
  });
});
