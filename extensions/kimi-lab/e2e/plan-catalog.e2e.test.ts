import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ProviderCatalogContext } from "openclaw/plugin-sdk/plugin-entry";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  bareModel,
  type buildProviderConfig,
  catalogContext,
  configWith,
  dynamicContext,
  type HostKind,
  only,
  present,
  registerPlugin,
  resolvedContext,
} from "openclaw-kimi-coding/test-api";
import { defaultAccount, faults, plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { createLoginStore } from "./support/login-store.ts";
import { makeKey } from "./support/plugin-host.ts";

const key = makeKey();
let simulator: Simulator;
let folder: string;

beforeEach(async () => {
  // The catalogue waits for the service as long as a budget lasts: on a busy machine, that must not decide.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-plan-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", folder);
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, key }] });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The context of a catalogue run for an agent with a key, as hosts make it. */
function contextOf(agentDir: string, secret = key): ProviderCatalogContext {
  const found = { apiKey: secret, discoveryApiKey: secret };
  return {
    ...catalogContext(secret),
    config: { models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } } },
    agentDir,
    resolveProviderApiKey: () => found,
    resolveProviderAuth: () => ({ ...found, mode: "api_key", source: "profile", profileId: "kimi:default" }),
  };
}

/** Runs the catalogue of the registered plugin. */
async function run(context = contextOf("/agents/main"), kind: HostKind = "newer") {
  const result = await present(registerPlugin(kind).provider.catalog).run(context);
  if (!result || !("providers" in result)) throw new TypeError("the catalogue names no providers");
  const { outcomes = [], providers } = result;
  expect(Object.keys(providers)).toStrictEqual(["kimi"]);
  return { outcomes, rows: present(providers["kimi"]).models };
}

async function ids(...args: Parameters<typeof run>): Promise<string[]> {
  return (await run(...args)).rows.map(({ id }) => id);
}

/** Lets every budget run out that is set from now on, until this is done, and not the longer limit of the request. */
async function letBudgetsPass(done: Promise<unknown>): Promise<void> {
  const end = done.then(() => true);
  while (!(await Promise.race([end, setImmediate(false)]))) {
    if (vi.getTimerCount() > 1) vi.advanceTimersToNextTimer();
  }
}

describe("the catalogue of an account whose config names a profile for a key", () => {
  it("asks with the key of that profile", async () => {
    upsertAuthProfile({
      profileId: "kimi:manual",
      credential: { type: "api_key", provider: "kimi", key },
    });
    expect(await ids(contextOf(join(folder, "agents", "main", "agent"), "kimi:manual"))).toContain(
      "kimi-code",
    );
    expect(simulator.requests).toMatchObject([{ path: "/coding/v1/models", accountId: defaultAccount.id }]);
  });
});

describe("the catalogue of an account", () => {
  const main = {
    id: "kimi-code",
    name: "Kimi For Coding",
    contextWindow: 1_048_576,
    maxTokens: 32_768,
    compat: { supportsReasoningEffort: true, supportedReasoningEfforts: ["low", "high", "max"] },
  };
  const highspeed = {
    id: "kimi-for-coding-highspeed",
    name: "Kimi For Coding Highspeed",
    contextWindow: 262_144,
    maxTokens: 32_768,
    compat: { supportsReasoningEffort: false },
  };
  const k3 = { ...main, id: "k3", name: "K3", maxTokens: 131_072 };
  /** What is shown where nothing is known of the account. */
  const unasked = ["kimi-code"];

  it.each([
    { name: "basic", plan: plans.basic, rows: [main, { ...k3, contextWindow: 262_144 }] },
    { name: "advanced", plan: plans.advanced, rows: [main, k3, highspeed] },
    {
      name: "k3256k",
      plan: plans.k3256k,
      rows: [main, { ...k3, id: "k3-256k", name: "K3 256K", contextWindow: 262_144 }],
    },
    {
      name: "odd",
      plan: plans.odd,
      rows: [{ ...main, name: "Kimi Code", contextWindow: 262_144 }, k3, highspeed],
    },
    {
      name: "protocols, but for the one of the Responses API",
      plan: plans.protocols,
      rows: [main, { ...k3, api: "anthropic-messages" }],
    },
    {
      name: "anthropic",
      plan: plans.anthropic,
      rows: [main, k3].map((row) => Object.assign({ api: "anthropic-messages" }, row)),
    },
  ])("has one row for each model of the plan $name, and no other", async ({ plan, rows }) => {
    simulator.changePlan(plan);
    const common = { input: ["text", "image"], reasoning: true };
    const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const result = await run();
    expect(result.outcomes).toStrictEqual([]);
    expect(result.rows).toMatchObject(rows.map((row) => Object.assign({ cost }, common, row)));
    expect(result.rows).toHaveLength(rows.length);
  });

  it("loses a model that leaves the plan, and names the others to a user who asks for it", async () => {
    simulator.changePlan(plans.advanced);
    await run();
    simulator.changePlan(plans.basic);
    expect(await ids()).toStrictEqual(["kimi-code", "k3"]);
    const hint = registerPlugin().provider.buildUnknownModelHint?.({
      config: {},
      env: {},
      provider: "kimi",
      modelId: "kimi-for-coding-highspeed",
      agentDir: "/agents/main",
    });
    expect(hint).toContain("Your Kimi Code plan has kimi/kimi-code, kimi/k3.");
  });

  it.each([
    { name: "an empty list", plan: plans.empty },
    { name: "a lapsed membership", plan: plans.lapsed },
    { name: "a body of another shape", plan: { ...plans.basic, listing: { status: 500 } } },
  ])("keeps what is known of the account over $name", async ({ plan }) => {
    simulator.changePlan(plans.advanced);
    const known = await ids();
    simulator.changePlan(plan);
    expect(await ids()).toStrictEqual(known);
  });

  it("is the default model, and says that it could not ask, where nothing is known", async () => {
    simulator.changePlan(plans.lapsed);
    const { outcomes, rows } = await run();
    expect(rows.map(({ id }) => id)).toStrictEqual(unasked);
    expect(outcomes).toStrictEqual([{ provider: "kimi", profileId: "kimi:default", status: "unavailable" }]);
  });

  it("shows no account the models of another one", async () => {
    simulator.changePlan(plans.advanced);
    await run();
    expect(await ids(contextOf("/agents/main", makeKey()))).toStrictEqual(unasked);
    expect(simulator.requests.map(({ status }) => status)).toStrictEqual([200, faults.invalidKey.status]);
  });

  it("does not wait for a slow service where a turn waits for it, and keeps the late answer", async () => {
    const late = Promise.withResolvers<void>();
    simulator.changePlan({ ...plans.advanced, listing: { until: () => late.promise } });
    const listed = ids(contextOf("/agents/main"), "older");
    await simulator.waitForRequest(({ path }) => path === "/coding/v1/models");
    await letBudgetsPass(listed);
    expect(await listed).toStrictEqual(unasked);
    expect(only(simulator.requests).outcome).toBe("pending");
    late.resolve();
    const all = ["kimi-code", "k3", "kimi-for-coding-highspeed"];
    const kept = async (): Promise<string[]> => {
      simulator.changePlan(plans.lapsed);
      return await ids(contextOf("/agents/main"), "older");
    };
    await expect.poll(kept).toStrictEqual(all);
  });

  it("asks with the access token of a sign-in, renewed if need be", async () => {
    const store = await createLoginStore(simulator);
    try {
      simulator.changePlan(plans.basic);
      const { accessToken } = store.signIn("login-1", 0);
      const context = contextOf("/agents/main", accessToken);
      const found = { apiKey: "oauth-marker", discoveryApiKey: accessToken };
      const rows = await ids({
        ...context,
        resolveProviderApiKey: () => found,
        resolveProviderAuth: () => ({
          ...found,
          mode: "oauth",
          source: "profile",
          profileId: store.profileId,
        }),
      });
      expect(rows).toStrictEqual(["kimi-code", "k3"]);
      expect(simulator.oauth.refreshes).toBe(1);
    } finally {
      await store.remove();
    }
  });

  it("is remembered of a sign-in that a client of Kimi's renews, whatever token that has now", async () => {
    vi.stubEnv("HOME", folder);
    simulator.changePlan(plans.basic);
    const clientEnv = { KIMI_SHARE_DIR: join(folder, "cli"), KIMI_CODE_OAUTH_HOST: simulator.url };
    const file = join(folder, "cli", "credentials", "kimi-code.json");
    await mkdir(join(file, ".."), { recursive: true });
    const idsWithNewToken = async () => {
      const { access_token } = simulator.oauth.issue();
      const credentials = JSON.stringify({ access_token, expires_at: Date.now() / 1000 + 600 });
      await writeFile(file, credentials, { mode: 0o600 });
      const found = { apiKey: access_token, discoveryApiKey: access_token };
      return await ids({
        ...contextOf(join(folder, "agent")),
        env: clientEnv,
        resolveProviderApiKey: () => found,
        resolveProviderAuth: () => ({
          ...found,
          mode: "oauth",
          source: "profile",
          profileId: "kimi:kimi-cli-client",
        }),
      });
    };
    expect(await idsWithNewToken()).toStrictEqual(["kimi-code", "k3"]);
    simulator.changePlan(plans.lapsed);
    expect(await idsWithNewToken()).toStrictEqual(["kimi-code", "k3"]);
    expect(simulator.requests.map(({ path }) => path)).toStrictEqual(Array(2).fill("/coding/v1/models"));
  });

  it("sends nothing without a secret that could be sent", async () => {
    expect(
      await ids({
        ...contextOf("/agents/main"),
        resolveProviderApiKey: () => ({ apiKey: "KIMI_API_KEY" }),
        resolveProviderAuth: () => ({ apiKey: "KIMI_API_KEY", mode: "api_key", source: "env" }),
      }),
    ).toStrictEqual(unasked);
    expect(simulator.requests).toStrictEqual([]);
  });
});

describe("a model of the plan", () => {
  type Row = ReturnType<typeof buildProviderConfig>["models"][number];

  /** As 2026.9.6 fills in a row of which the user stated the id and the name. */
  const filled = {
    name: "Mine",
    input: ["text"],
    reasoning: false,
    contextWindow: 200_000,
    maxTokens: 8192,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  } satisfies Omit<Row, "id">;

  /** A model as a turn of this agent gets it, where the user states a row of it. */
  function resolved(modelId: string, row: Partial<Row> = {}, agentDir = "/agents/main") {
    const models = [{ ...filled, ...row, id: modelId }];
    const config = configWith({ kimi: { baseUrl: simulator.baseUrl, models } });
    const model = { ...bareModel({ id: modelId }), maxTokensSource: "configured" as const };
    return registerPlugin().provider.normalizeResolvedModel?.(
      resolvedContext({ config, modelId, agentDir, model }),
    );
  }

  it("has the plan's window, input and name beneath what the user says of it", async () => {
    simulator.changePlan(plans.advanced);
    await run();
    expect(resolved("k3")).toMatchObject({
      name: "Mine",
      input: ["text", "image"],
      reasoning: true,
      contextWindow: 1_048_576,
      maxTokens: 131_072,
    });
    expect(resolved("k3", { contextWindow: 100_000 })).toMatchObject({ contextWindow: 100_000 });
  });

  it("has the window of its own agent's plan, and its own where that is not known", async () => {
    simulator.changePlan(plans.basic);
    await run(contextOf("/agents/basic"));
    simulator.changePlan(plans.advanced);
    await run(contextOf("/agents/advanced"));
    expect(resolved("k3", {}, "/agents/basic")?.contextWindow).toBe(262_144);
    expect(resolved("k3", {}, "/agents/advanced")?.contextWindow).toBe(1_048_576);
    expect(resolved("k3", {}, "/agents/other")?.contextWindow).toBe(1_048_576);
    // The user's own value, though it is also what is known of the model.
    expect(resolved("k3", { contextWindow: 1_048_576 }, "/agents/basic")?.contextWindow).toBe(1_048_576);
  });

  it("is spoken to in the dialect that the service names, unless the user names another", async () => {
    simulator.changePlan(plans.anthropic);
    await run();
    expect(resolved("k3")).toMatchObject({
      api: "anthropic-messages",
      baseUrl: `${simulator.url}/coding`,
    });
    expect(resolved("k3", { api: "openai-completions" })).toMatchObject({
      api: "openai-completions",
      baseUrl: simulator.baseUrl,
    });
  });

  it("offers the levels that the service names", async () => {
    const efforts = { support: true, valid_efforts: ["low", "high"], default_effort: "high" };
    const data = [{ id: "k9", think_efforts: efforts, supports_thinking_type: "only" }];
    simulator.changePlan({ models: [], listing: { data } });
    await run();
    const { provider } = registerPlugin();
    expect(provider.resolveThinkingProfile?.({ provider: "kimi", modelId: "k9" })).toMatchObject({
      levels: [{ id: "low" }, { id: "high" }],
      defaultLevel: "high",
    });
    const model = provider.resolveDynamicModel?.(dynamicContext({ modelId: "k9" }));
    expect(model?.compat).toMatchObject({ supportedReasoningEfforts: ["low", "high"] });
  });

  it("offers off alone where it does not reason", async () => {
    const data = [{ id: "k9", supports_thinking_type: "no" }];
    simulator.changePlan({ models: [], listing: { data } });
    expect((await run()).rows).toMatchObject([{ id: "k9", reasoning: false }]);
    const { provider } = registerPlugin();
    expect(provider.resolveThinkingProfile?.({ provider: "kimi", modelId: "k9" })?.levels).toStrictEqual([
      { id: "off" },
    ]);
  });

  it("has a fast mode where the plan has its faster twin, and none where it is known to lack it", async () => {
    const facts = {
      provider: "kimi",
      requestCapabilities: { endpointClass: "local", allowsAnthropicServiceTier: false },
    };
    const supports = (modelId: string) =>
      registerPlugin().provider.resolveFastModeSupport?.({ ...facts, modelId });
    expect(supports("kimi-code")).toBeUndefined();
    simulator.changePlan(plans.basic);
    await run();
    expect(supports("kimi-code")).toBe(false);
    simulator.changePlan(plans.advanced);
    await run();
    expect([supports("kimi-code"), supports("k3")]).toStrictEqual([true, false]);
  });
});
