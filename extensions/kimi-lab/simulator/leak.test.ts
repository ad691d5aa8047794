import { describe, expect, it } from "vitest";

import { answerInReasoning, leakedReply, leakedTurn, markupFamily } from "./leak.ts";

const read = { name: "read", arguments: { path: "a.txt" } };

describe("a leaked turn of K3", () => {
  it("writes each argument as its type has it", () => {
    const args = { s: 'a "b"', n: 1, t: true, z: null, l: [1], o: { x: "y" }, 'k"&': "" };
    const turn = leakedTurn([{ name: "f&g", arguments: args }], { family: "k3", channel: "reasoning" });
    expect(turn.split("<|sep|>")).toStrictEqual([
      "<|open|>tools",
      '<|open|>call tool="f&amp;g" index="1"',
      '<|open|>argument key="s" type="string"',
      'a "b"<|close|>argument',
      '<|open|>argument key="n" type="number"',
      "1<|close|>argument",
      '<|open|>argument key="t" type="boolean"',
      "true<|close|>argument",
      '<|open|>argument key="z" type="null"',
      "null<|close|>argument",
      '<|open|>argument key="l" type="array"',
      "[1]<|close|>argument",
      '<|open|>argument key="o" type="object"',
      '{"x":"y"}<|close|>argument',
      '<|open|>argument key="k&quot;&amp;" type="string"',
      "<|close|>argument",
      "<|close|>call",
      "<|close|>tools",
      "<|close|>message",
      "",
    ]);
  });

  it("writes arguments that are a text in one tag", () => {
    const turn = leakedTurn([{ name: "f", arguments: '{"a":1}' }], { family: "k3" });
    expect(turn).toContain('<|open|>json type="object"<|sep|>{"a":1}<|close|>json<|sep|>');
  });

  it("counts its calls from 1, after the close of the response", () => {
    const turn = leakedTurn([read, read], { family: "k3" });
    expect(turn).toMatch(/^<\|close\|>response<\|sep\|><\|open\|>tools<\|sep\|>/u);
    expect(turn.match(/index="\d"/gu)).toStrictEqual(['index="1"', 'index="2"']);
  });

  it("leaves an answer after the close of the reasoning", () => {
    expect(answerInReasoning("Hm.", "Hi.")).toBe(
      "Hm.<|close|>think<|sep|><|open|>response<|sep|>Hi.<|close|>response<|sep|><|close|>message<|sep|>",
    );
  });
});

describe("a leaked reply", () => {
  it("is of K2's tokens unless another family is named", () => {
    const replies = [
      leakedReply({ calls: [read], cut: 1000 }),
      leakedReply({ calls: [read], cut: 1000, family: "k3" }),
    ];
    const [usual, named] = replies.map(({ steps }) => JSON.stringify(steps));
    expect(usual).toContain("<|tool_call_begin|>");
    expect(named).toContain("<|open|>call");
  });

  it.each([
    { model: "k3", family: "k3" },
    { model: "k3-256k", family: "k3" },
    { model: "k3.1-pro", family: "k3" },
    { model: "kimi-for-coding", family: "k2" },
    { model: "k30", family: "k2" },
  ])("is of $family for $model", ({ model, family }) => {
    expect(markupFamily(model)).toBe(family);
  });
});
