import { describe, expect, it } from "vitest";
import { effortsByLevel, offeredLevels, wireThinking } from "./levels.ts";
import { thinkingKind, type ThinkingKind } from "./thinking-kind.ts";

const always = thinkingKind("kimi-for-coding-highspeed");
const toggle = thinkingKind("some-model");
const k28 = thinkingKind("kimi-for-coding");
const k3 = thinkingKind("k3");

function effortKind(overrides: Partial<ThinkingKind> = {}): ThinkingKind {
  return { always: false, efforts: ["low", "high", "max"], defaultEffort: "max", ...overrides };
}

const disabled = { type: "disabled", effort: undefined };
const enabled = { type: "enabled", effort: undefined };
const low = { type: "enabled", effort: "low" };
const high = { type: "enabled", effort: "high" };
const max = { type: "enabled", effort: "max" };

describe("wireThinking", () => {
  it.each([
    { wish: undefined, onAlways: enabled, onToggle: enabled, onK28: max, onK3: max },
    { wish: "off", onAlways: enabled, onToggle: disabled, onK28: disabled, onK3: low },
    { wish: "minimal", onAlways: enabled, onToggle: enabled, onK28: low, onK3: low },
    { wish: "low", onAlways: enabled, onToggle: enabled, onK28: low, onK3: low },
    { wish: "medium", onAlways: enabled, onToggle: enabled, onK28: high, onK3: high },
    { wish: "high", onAlways: enabled, onToggle: enabled, onK28: high, onK3: high },
    { wish: "xhigh", onAlways: enabled, onToggle: enabled, onK28: max, onK3: max },
    { wish: "adaptive", onAlways: enabled, onToggle: enabled, onK28: max, onK3: max },
    { wish: "max", onAlways: enabled, onToggle: enabled, onK28: max, onK3: max },
    { wish: "ultra", onAlways: enabled, onToggle: enabled, onK28: max, onK3: max },
  ])("sends $wish as each kind of model takes it", ({ wish, onAlways, onToggle, onK28, onK3 }) => {
    expect(wireThinking(always, wish)).toStrictEqual(onAlways);
    expect(wireThinking(toggle, wish)).toStrictEqual(onToggle);
    expect(wireThinking(k28, wish)).toStrictEqual(onK28);
    expect(wireThinking(k3, wish)).toStrictEqual(onK3);
  });

  it("treats a level above all efforts as the strongest", () => {
    expect(wireThinking(effortKind({ efforts: ["high", "low"] }), "max")).toStrictEqual(high);
  });

  it("asks a model that always reasons for its weakest effort where it is to be off", () => {
    expect(wireThinking(effortKind({ always: true }), "off")).toStrictEqual(low);
  });

  it.each([
    { name: "the default", kind: effortKind({ defaultEffort: "low" }), expected: "low" },
    {
      name: "the middle where the default is not listed",
      kind: effortKind({ defaultEffort: "x" }),
      expected: "high",
    },
    {
      name: "the middle where there is no default",
      kind: effortKind({ defaultEffort: null }),
      expected: "high",
    },
    {
      name: "an effort without a level's name",
      kind: { always: false, efforts: ["slow", "turbo"], defaultEffort: "turbo" },
      expected: "turbo",
    },
  ])("leaves it to the model with $name", ({ kind, expected }) => {
    expect(wireThinking(kind).effort).toBe(expected);
    expect(wireThinking(kind, "adaptive").effort).toBe(expected);
  });

  it("reads an effort by its own name, and a level of another list as the default", () => {
    const kind = { always: false, efforts: ["slow", "turbo"], defaultEffort: "slow" };
    expect(wireThinking(kind, "turbo").effort).toBe("turbo");
    expect(wireThinking(kind, "high").effort).toBe("slow");
  });
});

describe("offeredLevels", () => {
  it.each([
    {
      name: "on alone for a model that always reasons",
      kind: always,
      expected: { levels: [{ id: "low" }], defaultLevel: "low" },
    },
    {
      name: "off and on for a model without efforts",
      kind: toggle,
      expected: { levels: [{ id: "off" }, { id: "low" }], defaultLevel: "low" },
    },
    {
      name: "off and the efforts for a model that has both",
      kind: k28,
      expected: {
        levels: [{ id: "off" }, { id: "low", rank: 10 }, { id: "high", rank: 30 }, { id: "max", rank: 60 }],
        defaultLevel: "max",
      },
    },
    {
      name: "the efforts alone for a model that has some and always reasons",
      kind: k3,
      expected: {
        levels: [
          { id: "low", rank: 10 },
          { id: "high", rank: 30 },
          { id: "max", rank: 60 },
        ],
        defaultLevel: "max",
      },
    },
    {
      name: "no off for a model with efforts that always reasons",
      kind: effortKind({ always: true, efforts: ["high"], defaultEffort: "high" }),
      expected: { levels: [{ id: "high", rank: 10 }], defaultLevel: "high" },
    },
    {
      name: "no effort that has no level's name",
      kind: effortKind({ efforts: ["turbo", "high"], defaultEffort: "turbo" }),
      expected: { levels: [{ id: "off" }, { id: "high", rank: 10 }], defaultLevel: null },
    },
  ])("are $name", ({ kind, expected }) => {
    expect(offeredLevels(kind)).toStrictEqual(expected);
  });
});

describe("effortsByLevel", () => {
  it("maps every level of a host's model to the effort that it becomes", () => {
    expect(effortsByLevel(k3)).toStrictEqual({
      minimal: "low",
      low: "low",
      medium: "high",
      high: "high",
      xhigh: "max",
      max: "max",
    });
  });

  it("is empty for a model without efforts", () => {
    expect(effortsByLevel(always)).toStrictEqual({});
    expect(effortsByLevel(toggle)).toStrictEqual({});
  });
});
