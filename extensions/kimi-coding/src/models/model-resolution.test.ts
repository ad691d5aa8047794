import { describe, expect, it } from "vitest";
import {
  bareModel,
  configWith,
  dynamicContext,
  present,
  registerPlugin,
  resolvedContext,
  type HostKind,
} from "../../test-support/registration.ts";
import { deepFreeze } from "../../test-support/values.ts";

type ResolvedContext = ReturnType<typeof resolvedContext>;

function normalize(overrides: Partial<ResolvedContext> = {}, kind: HostKind = "newer") {
  const { normalizeResolvedModel } = registerPlugin(kind).provider;
  return present(normalizeResolvedModel?.(deepFreeze(resolvedContext(overrides))));
}
function makeDynamic(overrides: Partial<ReturnType<typeof dynamicContext>> = {}) {
  const { resolveDynamicModel } = registerPlugin().provider;
  return present(resolveDynamicModel?.(dynamicContext(overrides)));
}

const baseUrl = "http://127.0.0.1:8/coding";
const ours = {
  name: "Kimi Code",
  api: "openai-completions",
  baseUrl: "https://api.kimi.com/coding/v1",
  headers: { "User-Agent": "claude-code/0.1.0" },
  input: ["text", "image"],
  reasoning: true,
  contextWindow: 1_048_576,
  maxTokens: 32_768,
};
const row = { id: "kimi-code", name: "Mine", contextWindow: 1000, maxTokens: 10, reasoning: false };
const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

describe("normalizeResolvedModel", () => {
  it("gives a bare model the service's row, endpoint and headers", () => {
    expect(normalize()).toMatchObject({ ...ours, id: "kimi-code", provider: "kimi" });
  });

  it("keeps all but the endpoint for a block of a base URL and no rows", () => {
    const config = configWith({ kimi: { baseUrl, models: [] } });
    expect(normalize({ config })).toMatchObject({ ...ours, baseUrl: `${baseUrl}/v1` });
  });

  it("lets the user's row win", () => {
    const config = configWith({ kimi: { baseUrl, models: [{ ...row, input: ["text"], cost }] } });
    expect(normalize({ config })).toMatchObject({
      name: "Mine",
      contextWindow: 1000,
      maxTokens: 10,
    });
  });

  it("uses the Anthropic dialect where the user asks for it", () => {
    const config = configWith({ kimi: { baseUrl: `${baseUrl}/v1`, api: "anthropic-messages", models: [] } });
    expect(normalize({ config })).toMatchObject({ api: "anthropic-messages", baseUrl });
  });

  it("leaves a dialect that the service does not speak to the host", () => {
    const config = configWith({ kimi: { baseUrl, api: "openai-responses", models: [] } });
    expect(normalize({ config }).api).toBe("openai-completions");
  });

  it.each([
    { provider: "kimi" },
    { provider: "kimi-code" },
    { provider: "kimi-coding" },
    { provider: "Kimi-Coding" },
  ])("finds the user's block under any id for a reference to $provider", ({ provider }) => {
    for (const block of ["kimi", "kimi-code", "kimi-coding"]) {
      const config = configWith({ [block]: { baseUrl, headers: { "x-team": "a" }, models: [] } });
      expect(normalize({ config, provider })).toMatchObject({
        baseUrl: `${baseUrl}/v1`,
        headers: { "User-Agent": "claude-code/0.1.0", "x-team": "a" },
      });
    }
  });

  it.each([
    { name: "ours alone", headers: { "User-Agent": "claude-code/0.1.0" } },
    { name: "ours first", headers: { "User-Agent": "claude-code/0.1.0", "user-agent": "Mine/1" } },
    { name: "ours last", headers: { "user-agent": "Mine/1", "User-Agent": "claude-code/0.1.0" } },
  ])("sends the user's User-Agent where the host's model carries $name", ({ headers }) => {
    for (const block of ["kimi", "kimi-code", "kimi-coding"]) {
      const config = configWith({ [block]: { baseUrl, headers: { "user-agent": "Mine/1" }, models: [] } });
      const model = bareModel({ headers });
      expect(normalize({ config, model }).headers).toStrictEqual({ "user-agent": "Mine/1" });
    }
  });

  it("keeps headers that the host resolved", () => {
    const model = bareModel({ headers: { "X-Secret": "resolved" } });
    expect(normalize({ model }).headers).toStrictEqual({
      "User-Agent": "claude-code/0.1.0",
      "X-Secret": "resolved",
    });
  });

  it("keeps what else the host knows of the model", () => {
    const model = bareModel({ params: { seed: 1 }, contextTokens: 100_000, requestTimeoutMs: 5 });
    expect(normalize({ model })).toMatchObject({
      params: { seed: 1 },
      contextTokens: 100_000,
      requestTimeoutMs: 5,
    });
  });

  it("adds our compatibility switches below the model's own", () => {
    const model = bareModel({ compat: { supportsStore: true } });
    expect(normalize({ model }).compat).toMatchObject({ supportsStore: true, supportsDeveloperRole: false });
  });

  it("tells the host the efforts of a model that has some, below what the model says itself", () => {
    const plain = normalize({ modelId: "k3", model: bareModel({ id: "k3" }) });
    expect(plain.thinkingLevelMap).toMatchObject({ low: "low", high: "high", xhigh: "max", max: "max" });
    expect(plain.compat).toMatchObject({
      supportsReasoningEffort: true,
      supportedReasoningEfforts: ["low", "high", "max"],
      supportsDeveloperRole: false,
    });
    const own = { thinkingLevelMap: { xhigh: null }, compat: { supportedReasoningEfforts: ["low"] } };
    const stated = normalize({ modelId: "k3", model: bareModel({ id: "k3", ...own }) });
    expect(stated.thinkingLevelMap).toMatchObject({ low: "low", xhigh: null });
    expect(stated.compat).toMatchObject({ supportedReasoningEfforts: ["low"] });
  });

  it("tells the host of no efforts where the model has none", () => {
    const id = "kimi-for-coding-highspeed";
    const plain = normalize({ modelId: id, model: bareModel({ id }) });
    expect(plain).not.toHaveProperty("thinkingLevelMap");
    expect(plain.compat).toMatchObject({ supportsReasoningEffort: false });
  });

  it("treats generic values in the rows of our own block as stated on a host that fills them from our catalogue", () => {
    const filled = { ...row, input: ["text" as const], cost, contextWindow: 200_000, maxTokens: 8192 };
    const config = configWith({ kimi: { baseUrl, models: [filled] } });
    const tracked = bareModel({ maxTokensSource: "configured" });
    expect(normalize({ config, model: tracked })).toMatchObject({ contextWindow: 200_000, input: ["text"] });
    expect(normalize({ config })).toMatchObject({ contextWindow: 1_048_576, input: ["text", "image"] });
    const aliased = configWith({ "kimi-coding": { baseUrl, models: [filled] } });
    expect(normalize({ config: aliased, model: tracked })).toMatchObject({ contextWindow: 1_048_576 });
  });

  it.each([
    { id: "k3", name: "K3", contextWindow: 1_048_576, maxTokens: 131_072 },
    { id: "k3-256k", name: "K3 256K", contextWindow: 262_144, maxTokens: 131_072 },
    { id: "k9", name: "k9", contextWindow: 262_144, maxTokens: 32_768 },
  ])("gives the model $id, which is not the default row, its own facts", ({ id, ...facts }) => {
    const model = bareModel({ id, name: id });
    expect(normalize({ modelId: id, model })).toMatchObject({ id, ...facts });
  });

  it.each([
    { kind: "newer", id: "kimi-code", expected: "kimi-code" },
    { kind: "newer", id: "k2p5", expected: "k2p5" },
    { kind: "older", id: "kimi-code", expected: "kimi-for-coding" },
    { kind: "older", id: "k2p5", expected: "kimi-for-coding" },
    { kind: "older", id: "k3", expected: "k3" },
    { kind: "older", id: "Kimi-K3[1m]", expected: "k3" },
  ] as const)("gives $id the id $expected on a $kind host", ({ kind, id, expected }) => {
    expect(normalize({ modelId: id, model: bareModel({ id }) }, kind).id).toBe(expected);
  });

  it("returns a new model with lists of its own", () => {
    const first = normalize();
    first.input.pop();
    expect(normalize().input).toStrictEqual(["text", "image"]);
  });
});

describe("resolveDynamicModel", () => {
  it.each([
    { modelId: "kimi-code" },
    { modelId: "K2P5" },
    { modelId: "kimi-for-coding" },
    { modelId: "kimi-k2.5" },
  ])("makes the default row for $modelId", ({ modelId }) => {
    expect(makeDynamic({ modelId })).toMatchObject({ ...ours, id: "kimi-code", provider: "kimi", cost });
  });

  it("makes a model for an id that only the service can judge", () => {
    expect(makeDynamic({ modelId: "k9" })).toMatchObject({
      ...ours,
      id: "k9",
      name: "k9",
      contextWindow: 262_144,
    });
  });

  it("keeps the letter case of an id that is not ours", () => {
    expect(makeDynamic({ modelId: "Own-Model-7B" }).id).toBe("Own-Model-7B");
  });

  it("keeps the provider of the reference", () => {
    expect(makeDynamic({ provider: "kimi-coding" }).provider).toBe("kimi-coding");
  });

  it("lays the user's config over it", () => {
    const config = configWith({
      kimi: { baseUrl, api: "anthropic-messages", headers: { "USER-AGENT": "Mine/1" }, models: [] },
    });
    expect(makeDynamic({ config })).toMatchObject({
      baseUrl,
      api: "anthropic-messages",
      headers: { "USER-AGENT": "Mine/1" },
      input: ["text", "image"],
    });
  });
});
