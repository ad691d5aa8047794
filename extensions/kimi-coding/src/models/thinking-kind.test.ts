import { describe, expect, it } from "vitest";
import { parseModelList } from "./model-list.ts";
import { listedKind, thinkingKind } from "./thinking-kind.ts";

const efforts = ["low", "high", "max"];
const k28 = { always: false, efforts, defaultEffort: "max" };
const k27 = { always: true, efforts: [], defaultEffort: null };
const k3 = { always: true, efforts, defaultEffort: "max" };
const toggle = { always: false, efforts: [], defaultEffort: null };

describe("thinkingKind", () => {
  it.each([
    { id: "kimi-for-coding", expected: k28 },
    { id: "kimi-code", expected: k28 },
    { id: "kimi-for-coding-highspeed", expected: k27 },
    { id: "k3", expected: k3 },
    { id: "k3-256k", expected: { ...k3, defaultEffort: "high" } },
    { id: "k3.1-pro", expected: k3 },
    { id: "k3.1-pro-highspeed", expected: k3 },
    { id: "K3", expected: k3 },
    { id: "k9", expected: toggle },
    { id: "constructor", expected: toggle },
  ])("knows what $id can do", ({ id, expected }) => {
    expect(thinkingKind(id)).toStrictEqual(expected);
  });
});

describe("listedKind", () => {
  const think_efforts = { support: true, valid_efforts: ["low", "high"], default_effort: "high" };
  it.each([
    { name: "what is known where the list says nothing", row: { id: "k3" }, expected: k3 },
    {
      name: "what is known where the list says only that it reasons",
      row: { id: "k3", supports_reasoning: true },
      expected: k3,
    },
    {
      name: "the efforts of the list, and what is known of off",
      row: { id: "k3", supports_reasoning: true, think_efforts },
      expected: { always: true, efforts: ["low", "high"], defaultEffort: "high" },
    },
    {
      name: "off of the list, and the efforts that are known where the list says nothing else",
      row: { id: "kimi-for-coding", supports_thinking_type: "both" },
      expected: k28,
    },
    {
      name: "no effort of K2.8 where the list has K2.7 under its id",
      row: { id: "kimi-for-coding", supports_thinking_type: "only" },
      expected: k27,
    },
    {
      name: "all of the list",
      row: { id: "k9", supports_thinking_type: "both", think_efforts },
      expected: { always: false, efforts: ["low", "high"], defaultEffort: "high" },
    },
    {
      name: "no reasoning where the list says so",
      row: { id: "k3", supports_thinking_type: "no", think_efforts },
      expected: { ...toggle, never: true },
    },
    {
      name: "no default that is none of the efforts of the list",
      row: { id: "k3", think_efforts: { support: true, valid_efforts: ["low", "high"] } },
      expected: { always: true, efforts: ["low", "high"], defaultEffort: null },
    },
    {
      name: "no efforts where the list says that there are none",
      row: { id: "k3", supports_reasoning: true, think_efforts: { support: false } },
      expected: { always: true, efforts: [], defaultEffort: null },
    },
  ])("is $name", ({ row, expected }) => {
    expect(parseModelList({ data: [row] })?.map(listedKind)).toStrictEqual([expected]);
  });
});
