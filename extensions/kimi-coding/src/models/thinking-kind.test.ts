import { describe, expect, it } from "vitest";
import { thinkingKind } from "./thinking-kind.ts";

const k3 = { always: false, efforts: ["low", "high", "max"], defaultEffort: "max" };

describe("thinkingKind", () => {
  it.each([
    { id: "kimi-for-coding", expected: { always: true, efforts: [], defaultEffort: null } },
    { id: "kimi-for-coding-highspeed", expected: { always: true, efforts: [], defaultEffort: null } },
    { id: "k3", expected: k3 },
    { id: "k3-256k", expected: k3 },
    { id: "K3", expected: k3 },
    { id: "k9", expected: { always: false, efforts: [], defaultEffort: null } },
    { id: "constructor", expected: { always: false, efforts: [], defaultEffort: null } },
  ])("knows what $id can do", ({ id, expected }) => {
    expect(thinkingKind(id)).toStrictEqual(expected);
  });
});
