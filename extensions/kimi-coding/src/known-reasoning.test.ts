import { describe, expect, it } from "vitest";

import { reasoningByToolCallId } from "./known-reasoning.ts";
import { deepFreeze } from "./test-support.ts";

function assistant(...content: readonly unknown[]) {
  return { role: "assistant", content };
}
function thinks(thinking: string) {
  return { type: "thinking", thinking };
}
function calls(id: string) {
  return { type: "toolCall", id, name: "read", arguments: {} };
}

describe("reasoningByToolCallId", () => {
  it.each([
    { name: "knows nothing of an empty conversation", messages: [], expected: [] },
    {
      name: "finds the reasoning of a call",
      messages: [{ role: "user", content: "hi" }, assistant(thinks("hm"), calls("a"))],
      expected: [["a", "hm"]],
    },
    {
      name: "gives each call of a turn the whole reasoning",
      messages: [assistant(thinks("one "), calls("a"), thinks("two"), calls("b"))],
      expected: [
        ["a", "one two"],
        ["b", "one two"],
      ],
    },
    {
      name: "keeps turns apart",
      messages: [assistant(thinks("one"), calls("a")), assistant(thinks("two"), calls("b"))],
      expected: [
        ["a", "one"],
        ["b", "two"],
      ],
    },
    { name: "leaves out a call without reasoning", messages: [assistant(calls("a"))], expected: [] },
    {
      name: "leaves out a call with empty reasoning",
      messages: [assistant(thinks(""), calls("a"))],
      expected: [],
    },
    { name: "leaves out reasoning without a call", messages: [assistant(thinks("hm"))], expected: [] },
    {
      name: "does not take text for reasoning",
      messages: [assistant({ type: "text", text: "hm" }, calls("a"))],
      expected: [],
    },
    {
      name: "looks at assistant messages alone",
      messages: [{ role: "user", content: [thinks("hm"), calls("a")] }],
      expected: [],
    },
    {
      name: "passes over content of other shapes",
      messages: [
        { role: "assistant" },
        { role: "assistant", content: "text" },
        assistant(null, "text", 7, { type: "thinking", thinking: 3 }, { type: "toolCall", id: 4 }),
      ],
      expected: [],
    },
  ])("$name", ({ messages, expected }) => {
    expect([...reasoningByToolCallId(deepFreeze(messages))]).toStrictEqual(expected);
  });

  it("lets the last turn win where an id is used twice", () => {
    const known = reasoningByToolCallId([
      assistant(thinks("one"), calls("read:0")),
      assistant(thinks("two"), calls("read:0")),
    ]);
    expect(known.get("read:0")).toBe("two");
  });
});
