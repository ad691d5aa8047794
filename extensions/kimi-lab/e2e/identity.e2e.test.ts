import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { runCommandWithTimeout } from "openclaw/plugin-sdk/process-runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import {
  ANTHROPIC_DIALECT,
  bareModel,
  collect,
  collectStatus,
  createMediaUnderstandingProvider,
  createWebFetchProvider,
  createWebSearchProvider,
  OPENAI_DIALECT,
  present,
  registerPlugin,
  renderStatus,
  resolvedContext,
  streamModel,
} from "openclaw-kimi-coding/test-api";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { adapters } from "./support/adapters.ts";
import { type DeviceMethod, signInByDevice } from "./support/device-sign-in.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { tokenFor } from "./support/token-for-turn.ts";

const { provider } = registerPlugin("newer", { system: { runCommandWithTimeout }, version: "2026.9.6" });
const names = { "claude-code": "claude-code/0.1.0", openclaw: "openclaw/2026.9.6" } as const;
type Identity = keyof typeof names;
const dialects = [OPENAI_DIALECT, ANTHROPIC_DIALECT] as const;

const gates = {
  "is closed": {},
  "is open": { gate: "open" },
  "lets OpenClaw alone through": { acceptedProducts: ["openclaw/"] },
} as const;

function configOf({ url }: Simulator, identity: Identity, block: object = {}): OpenClawConfig {
  const own = { baseUrl: `${url}/coding/v1`, models: [], ...block };
  return {
    models: { providers: { kimi: own } },
    plugins: { entries: { kimi: { config: { identity } } } },
  };
}

function modelAuthOf({ key: apiKey }: Simulator) {
  const auth = { source: "profile", mode: "api-key" as const, apiKey };
  return { resolveApiKeyForProvider: () => Promise.resolve(auth) };
}

/** Sends one message as a host does: it resolves the model, and hands it to the adapter of its dialect. */
async function chat({ key: apiKey }: Simulator, config: OpenClawConfig, api: string): Promise<void> {
  // What a host repeats of a catalogue that was written with the other setting.
  const stale = { "User-Agent": namesOther(config) };
  const model = present(
    provider.normalizeResolvedModel?.(resolvedContext({ config, model: bareModel({ api, headers: stale }) })),
  );
  const context = { messages: [{ role: "user" as const, content: "hello", timestamp: 0 }] };
  const messages = adapters.find(({ name }) => name === "@openclaw/ai 2026.9.6, messages");
  const streamFn = present(
    api === OPENAI_DIALECT
      ? provider.createStreamFn?.({ provider: "kimi", modelId: model.id, model, config })
      : messages?.create(simulators["is closed"], { messages: [] }),
  );
  const wrapped = provider.wrapStreamFn?.({ provider: "kimi", modelId: model.id, config, streamFn });
  const { compat: _, ...sent } = { ...streamModel(), ...model };
  await collect(await present(wrapped)(sent, context, { apiKey }));
}

function namesOther(config: OpenClawConfig): string {
  const isOurs = JSON.stringify(config).includes('"openclaw"');
  return isOurs ? names["claude-code"] : names.openclaw;
}

const start = (service: object) =>
  startSimulator({
    accounts: [{ ...defaultAccount, models: ["kimi-for-coding", "k3"] }],
    oauth: { intervalSeconds: 1 },
    service,
  });

const simulator = () => simulators["is open"];
const pathsAndNames = () => simulator().requests.map(({ path, userAgent }) => [path, userAgent]);
let simulators: Record<keyof typeof gates, Simulator>;
beforeAll(async () => {
  simulators = {
    "is closed": await start(gates["is closed"]),
    "is open": await start(gates["is open"]),
    "lets OpenClaw alone through": await start(gates["lets OpenClaw alone through"]),
  };
});
afterEach(() => Object.values(simulators).forEach((simulator) => simulator.reset()));
afterAll(() => Promise.all(Object.values(simulators).map((simulator) => simulator.stop())));

const rows = [
  { identity: "claude-code", gate: "is closed", accepted: true },
  { identity: "claude-code", gate: "is open", accepted: true },
  { identity: "claude-code", gate: "lets OpenClaw alone through", accepted: false },
  { identity: "openclaw", gate: "is closed", accepted: false },
  { identity: "openclaw", gate: "is open", accepted: true },
  { identity: "openclaw", gate: "lets OpenClaw alone through", accepted: true },
] as const;

describe.each(rows)("the identity $identity at a gate that $gate", ({ identity, gate, accepted }) => {
  const userAgents = () => [...new Set(simulators[gate].requests.map(({ userAgent }) => userAgent))];

  it.each(dialects)("is what every chat on %s is sent with", async (api) => {
    const simulator = simulators[gate];
    const config = configOf(simulator, identity, { api });
    await chat(simulator, config, api);
    expect(userAgents()).toStrictEqual([names[identity]]);
    expect(simulator.requests.map(({ status }) => status)).toStrictEqual([accepted ? 200 : 403]);
  });

  it.each(dialects)("is what the status shows and tries on %s", async (api) => {
    const simulator = simulators[gate];
    const config = configOf(simulator, identity, { api });
    const report = await collectStatus({ modelAuth: modelAuthOf(simulator), env: {}, config });
    const setBy = identity === "openclaw" ? "plugins.entries.kimi.config.identity" : null;
    expect(report).toMatchObject({ ok: accepted, userAgent: { value: names[identity], setBy, accepted } });
    expect(simulator.requests).toHaveLength(3);
    expect(userAgents()).toStrictEqual([names[identity]]);
    const shown = renderStatus(report, { columns: 400 });
    expect(
      shown.includes("\n              openclaw config unset plugins.entries.kimi.config.identity\n"),
    ).toBe(!accepted);
  });
});

describe.each(["claude-code", "openclaw"] as const)("the identity %s", (identity) => {
  let store: LoginStore;
  const sent = (...paths: readonly string[]) => paths.map((path) => [path, names[identity]]);
  beforeAll(async () => {
    store = await createLoginStore(simulator());
  });
  afterAll(() => store.remove());

  it("is in the catalogue, in use and before sign-in", async () => {
    const ctx = {
      config: configOf(simulator(), identity),
      env: {},
      resolveProviderApiKey: () => ({ apiKey: simulator().key }),
      resolveProviderAuth: () => ({
        apiKey: simulator().key,
        mode: "api_key" as const,
        source: "profile" as const,
      }),
    };
    for (const catalog of [provider.catalog, provider.staticCatalog]) {
      expect(await catalog?.run(ctx)).toMatchObject({
        providers: { kimi: { headers: { "User-Agent": names[identity] } } },
      });
    }
  });

  it("asks for searches, pages and videos", async () => {
    const config = configOf(simulator(), identity);
    const modelAuth = () => modelAuthOf(simulator());
    await createWebSearchProvider(modelAuth)
      .createTool({ config, searchConfig: {} })
      ?.execute({ query: "tea" });
    await createWebFetchProvider(modelAuth)
      .createTool({ config, fetchConfig: { useTrustedEnvProxy: true } })
      ?.execute({ url: "https://news.example.org/blue-lobster" });
    await createMediaUnderstandingProvider(() => Promise.resolve(config)).describeVideo?.({
      buffer: Buffer.alloc(5),
      fileName: "a.mp4",
      apiKey: simulator().key,
      prompt: "what?",
      timeoutMs: 30_000,
    });
    const paths = ["search", "fetch", "models", "files", "chat/completions"];
    expect(pathsAndNames()).toStrictEqual(sent(...paths.map((path) => `/coding/v1/${path}`)));
  });

  it("asks for a device code and its tokens", async () => {
    const method: DeviceMethod = present(provider.auth.find(({ id }) => id === "device-code"));
    const { done } = signInByDevice(method, simulator().url, { config: configOf(simulator(), identity) });
    await simulator().waitForRequest(({ path }) => path === "/api/oauth/token");
    simulator().oauth.approve(present(simulator().oauth.pending.at(-1)));
    await done;
    expect(new Set(pathsAndNames().map(([, userAgent]) => userAgent))).toStrictEqual(
      new Set([names[identity]]),
    );
  });

  it("exchanges tokens, in the process of its own", async () => {
    store.signIn(`renewed-${identity}`, Date.now() - 1);
    await tokenFor(provider, store.profileId, configOf(simulator(), identity));
    expect(pathsAndNames()).toStrictEqual(sent("/api/oauth/token"));
  });

  it("looks for redirects on older hosts", async () => {
    const baseUrl = `${simulator().url}/${identity}`;
    const older = registerPlugin("older", { system: { runCommandWithTimeout }, version: "2026.9.6" });
    await older.provider.prepareRuntimeAuth?.({
      config: configOf(simulator(), identity, { baseUrl, api: ANTHROPIC_DIALECT }),
      env: {},
      provider: "kimi",
      modelId: "kimi-code",
      model: bareModel({ api: ANTHROPIC_DIALECT, baseUrl }),
      apiKey: simulator().key,
      authMode: "api-key",
    });
    expect(pathsAndNames()).toStrictEqual(sent(`/${identity}/v1/messages`));
  });

  it("gives way to a header of the user's own", async () => {
    const config = configOf(simulator(), identity, { headers: { "user-agent": "Mine/1" } });
    for (const api of dialects) await chat(simulator(), config, api);
    expect(pathsAndNames().map(([, userAgent]) => userAgent)).toStrictEqual(["Mine/1", "Mine/1"]);
  });
});
