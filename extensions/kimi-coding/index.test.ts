import { describe, expect, it } from "vitest";
import entry from "./index.ts";
import { registerPlugin } from "./test-support/registration.ts";

describe("the plugin entry", () => {
  it("names the plugin as the manifest does", () => {
    expect(entry).toMatchObject({ id: "kimi", name: "Kimi Code" });
  });

  it.each([{ kind: "newer" }, { kind: "older" }] as const)(
    "registers one provider on a $kind host",
    ({ kind }) => {
      expect(registerPlugin(kind).provider).toMatchObject({
        id: "kimi",
        label: "Kimi Code",
        docsPath: "/providers/moonshot",
        aliases: ["kimi-code", "kimi-coding"],
        envVars: ["KIMI_API_KEY", "KIMICODE_API_KEY"],
      });
    },
  );

  it("offers a key, a sign-in by device code for either region, and what Kimi's own clients have", () => {
    expect(registerPlugin().provider.auth.map(({ id, kind }) => ({ id, kind }))).toStrictEqual([
      { id: "api-key", kind: "api_key" },
      { id: "device-code", kind: "device_code" },
      { id: "device-code-global", kind: "device_code" },
      { id: "kimi-client", kind: "custom" },
    ]);
  });

  it("wraps completions outside the agent loop as it wraps those within", () => {
    const { provider } = registerPlugin();
    expect(provider.wrapStreamFn).toBeTypeOf("function");
    expect(provider.wrapSimpleCompletionStreamFn).toBeTypeOf("function");
  });

  it("lets no host drop reasoning from a conversation or write its ids anew", () => {
    const { provider } = registerPlugin();
    for (const modelApi of ["openai-completions", "anthropic-messages"])
      expect(
        provider.buildReplayPolicy?.({ provider: "kimi", modelId: "kimi-code", modelApi }),
      ).toMatchObject({
        dropThinkingBlocks: false,
        dropReasoningFromHistory: false,
        preserveSignatures: false,
        sanitizeToolCallIds: false,
      });
  });

  it.each(["openai-completions", "anthropic-messages"])(
    "lets the host prune what %s has not cached any more",
    (modelApi) => {
      const { isCacheTtlEligible } = registerPlugin().provider;
      expect(isCacheTtlEligible?.({ provider: "kimi", modelId: "kimi-code", modelApi })).toBe(true);
    },
  );

  it("reads both catalogues in the host's simple pass", () => {
    const { provider } = registerPlugin();
    expect(provider.catalog?.order).toBe("simple");
    expect(provider.staticCatalog?.order).toBe("simple");
  });

  it("gives each host lists of its own", () => {
    const first = registerPlugin().provider;
    first.aliases?.push("mine");
    first.envVars?.push("MINE");
    expect(registerPlugin().provider.aliases).not.toContain("mine");
    expect(registerPlugin().provider.envVars).not.toContain("MINE");
  });

  it.each([
    { modelId: "kimi-code", expected: "kimi-code" },
    { modelId: "K2P5", expected: "kimi-code" },
    { modelId: "kimi-for-coding", expected: "kimi-code" },
    { modelId: "kimi-k2.5", expected: "kimi-code" },
    { modelId: "k3", expected: "k3" },
    { modelId: "K3", expected: "k3" },
    ...[
      "k3[1m]",
      "K3[1M]",
      "kimi-k3",
      "Kimi-K3[1m]",
      " k3 [1m] ",
      "kimi/k3",
      "kimi-coding/kimi-k3",
      "k3[200k]",
    ].map((modelId) => ({ modelId, expected: "k3" })),
    ...["kimi-k3-256k", "k3[256k]", "KIMI-K3[256K]", "K3-256K", "k3-256k[1m]"].map((modelId) => ({
      modelId,
      expected: "k3-256k",
    })),
    ...["k3.1-pro[1m]", "kimi-k3.1-pro", "K3.1-Pro", "k3p1-pro", "k3.1-pro[256k]"].map((modelId) => ({
      modelId,
      expected: "k3.1-pro",
    })),
    ...["kimi-k3.1-pro-highspeed", "k3p1-pro-highspeed[1m]"].map((modelId) => ({
      modelId,
      expected: "k3.1-pro-highspeed",
    })),
    ...[
      "k2p6",
      "K2P7",
      "k2p8",
      "kimi-k2.6",
      "kimi-k2.7",
      "Kimi-K2.8-Preview",
      "kimi-k2.8",
      "kimi-k2",
      "k2.8",
    ].map((modelId) => ({ modelId, expected: "kimi-code" })),
    ...["kimi-k2-thinking", "kimi-k2-0905-preview", "kimi-k2-turbo-preview", "moonshotai/kimi-k2.6"].map(
      (modelId) => ({ modelId, expected: "kimi-code" }),
    ),
    ...["kimi-for-coding[1m]", "kimi-code[1m]", "kimi-k2.8-preview[1m]", "kimi/kimi-for-coding"].map(
      (modelId) => ({ modelId, expected: "kimi-code" }),
    ),
    ...["Kimi-For-Coding-Highspeed", "kimi-k2.7-highspeed", "k2p7-highspeed", "kimi-code-highspeed"].map(
      (modelId) => ({ modelId, expected: "kimi-for-coding-highspeed" }),
    ),
    { modelId: "k4[1m]", expected: "k4" },
    { modelId: "k30", expected: "k30" },
    { modelId: "k2-of-my-own", expected: "k2-of-my-own" },
    { modelId: "Own-Model-7B", expected: "Own-Model-7B" },
  ])("normalizes the model id $modelId to $expected", ({ modelId, expected }) => {
    const { provider } = registerPlugin();
    expect(provider.normalizeModelId?.({ provider: "kimi", modelId })).toBe(expected);
  });
});
