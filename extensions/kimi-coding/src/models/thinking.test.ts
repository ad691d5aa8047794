import { describe, expect, it } from "vitest";
import { present, registerPlugin } from "../../test-support/registration.ts";

const on = { levels: [{ id: "low" }], defaultLevel: "low" };
const efforts = {
  levels: [{ id: "off" }, { id: "low", rank: 10 }, { id: "high", rank: 30 }, { id: "max", rank: 60 }],
  defaultLevel: "max",
};

describe("the thinking profile", () => {
  it.each([
    { modelId: "kimi-code", expected: on },
    { modelId: "K2P5", expected: on },
    { modelId: "kimi-for-coding", expected: on },
    { modelId: "kimi-for-coding-highspeed", expected: on },
    { modelId: "k3", expected: efforts },
    { modelId: "k3-256k", expected: efforts },
    {
      modelId: "k9",
      expected: { levels: [{ id: "off" }, { id: "low" }], defaultLevel: "low" },
    },
  ])("of $modelId offers what the wire can do", ({ modelId, expected }) => {
    const { resolveThinkingProfile } = registerPlugin().provider;
    expect(present(resolveThinkingProfile)({ provider: "kimi", modelId })).toStrictEqual(expected);
  });
});
