import { describe, expect, it } from "vitest";
import { present, registerPlugin } from "../../test-support/registration.ts";

const on = { levels: [{ id: "low" }], defaultLevel: "low" };
const k28 = {
  levels: [{ id: "off" }, { id: "low", rank: 10 }, { id: "high", rank: 30 }, { id: "max", rank: 60 }],
  defaultLevel: "max",
};
const k3 = { ...k28, levels: k28.levels.slice(1) };

describe("the thinking profile", () => {
  it.each([
    { modelId: "kimi-code", expected: k28 },
    { modelId: "K2P5", expected: k28 },
    { modelId: "kimi-for-coding", expected: k28 },
    { modelId: "kimi-for-coding-highspeed", expected: on },
    { modelId: "k3", expected: k3 },
    { modelId: "Kimi-K3[1m]", expected: k3 },
    { modelId: "k3.1-pro", expected: k3 },
    { modelId: "k3.1-pro-highspeed", expected: k3 },
    { modelId: "k3-256k", expected: { ...k3, defaultLevel: "high" } },
    {
      modelId: "k9",
      expected: { levels: [{ id: "off" }, { id: "low" }], defaultLevel: "low" },
    },
  ])("of $modelId offers what the wire can do", ({ modelId, expected }) => {
    const { resolveThinkingProfile } = registerPlugin().provider;
    expect(present(resolveThinkingProfile)({ provider: "kimi", modelId })).toStrictEqual({
      ...expected,
      preserveWhenCatalogReasoningFalse: true,
    });
  });
});
