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
    { modelId: "Own-Model-7B", expected: "Own-Model-7B" },
  ])("normalizes the model id $modelId to $expected", ({ modelId, expected }) => {
    const { provider } = registerPlugin();
    expect(provider.normalizeModelId?.({ provider: "kimi", modelId })).toBe(expected);
  });
});
