import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { chooseThinking } from "./choose-effort.ts";
import { thinkingKind, type ThinkingKind } from "./thinking-kind.ts";

const k3: ThinkingKind = { always: false, efforts: ["low", "high", "max"], defaultEffort: "max" };
const disabled = { type: "disabled", effort: undefined };

function effort(...sources: readonly unknown[]) {
  return chooseThinking(k3, deepFreeze(sources)).effort;
}

describe("chooseThinking", () => {
  it.each([
    { source: "low", expected: "low" },
    { source: " HIGH ", expected: "high" },
    { source: "medium", expected: "high" },
    { source: "min", expected: "low" },
    { source: "on", expected: "max" },
    { source: true, expected: "max" },
    { source: { type: "enabled" }, expected: "max" },
    { source: { type: "enabled", effort: "low" }, expected: "low" },
    { source: { type: "enabled", effort: "bogus" }, expected: "max" },
    { source: { type: "adaptive", effort: "high" }, expected: "high" },
    { source: { effort: "low" }, expected: "low" },
  ])("reads $source", ({ source, expected }) => {
    expect(effort(source, "off")).toBe(expected);
  });

  it.each([
    "off",
    "none",
    "disabled",
    "false",
    false,
    { type: "disabled" },
    { type: "disabled", effort: "max" },
  ])("reads %j as off", (source) => {
    expect(chooseThinking(k3, [source, "high"])).toStrictEqual(disabled);
  });

  it.each([
    undefined,
    null,
    7,
    "",
    "bogus",
    [],
    ["low"],
    {},
    { keep: "all" },
    { budget_tokens: 4096 },
    "constructor",
  ])("takes %j for not said", (source) => {
    expect(effort(source, "low")).toBe("low");
  });

  it("uses the first source that states a level", () => {
    expect(effort("low", "high", "max")).toBe("low");
    expect(effort(undefined, "high", "max")).toBe("high");
    expect(effort(undefined, undefined, "low")).toBe("low");
  });

  it("takes the model's default where nobody says anything", () => {
    expect(effort()).toBe("max");
    expect(chooseThinking(thinkingKind("k9"), [])).toStrictEqual({ type: "enabled", effort: undefined });
  });

  it("accepts an effort that is not a level only if the model lists it", () => {
    const turbo = { always: false, efforts: ["turbo", "low"], defaultEffort: "low" };
    expect(chooseThinking(turbo, ["Turbo"]).effort).toBe("turbo");
    expect(chooseThinking(k3, ["turbo", "low"]).effort).toBe("low");
  });
});
