import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { readKnownReasoning, toolCallIds } from "./known-reasoning.ts";

function assistant(...content: readonly unknown[]) {
  return { role: "assistant", content };
}
function thinks(thinking: string) {
  return { type: "thinking", thinking };
}
function says(text: string) {
  return { type: "text", text };
}
function calls(id: string) {
  return { type: "toolCall", id, name: "read", arguments: {} };
}

describe("readKnownReasoning by call", () => {
  it.each([
    { name: "knows nothing of an empty conversation", messages: [], expected: [] },
    {
      name: "finds the reasoning of a call",
      messages: [{ role: "user", content: "hi" }, assistant(thinks("hm"), calls("a"))],
      expected: [["a", ["hm"]]],
    },
    {
      name: "gives each call of a turn the whole reasoning",
      messages: [assistant(thinks("one "), calls("a"), thinks("two"), calls("b"))],
      expected: [
        ["a", ["one two"]],
        ["b", ["one two"]],
      ],
    },
    {
      name: "keeps turns apart that give the same id",
      messages: [
        assistant(thinks("one"), calls("a")),
        assistant(calls("a")),
        assistant(thinks("3"), calls("a")),
      ],
      expected: [["a", ["one", "", "3"]]],
    },
    {
      name: "passes over failed turns, as adapters do",
      messages: [
        { ...assistant(thinks("one"), calls("a")), stopReason: "error" },
        { ...assistant(thinks("two"), calls("a")), stopReason: "aborted" },
        { ...assistant(thinks("three"), calls("a")), stopReason: "toolUse" },
      ],
      expected: [["a", ["three"]]],
    },
    {
      name: "takes redacted reasoning for none",
      messages: [assistant({ ...thinks("[Reasoning redacted]"), redacted: true }, calls("a"))],
      expected: [["a", [""]]],
    },
    { name: "leaves out reasoning without a call", messages: [assistant(thinks("hm"))], expected: [] },
    {
      name: "does not take text for reasoning",
      messages: [assistant(says("hm"), calls("a"))],
      expected: [["a", [""]]],
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
    expect([...readKnownReasoning(deepFreeze(messages)).byCallId]).toStrictEqual(expected);
  });
});

describe("readKnownReasoning by call", () => {
  it.each([
    { id: "functions.read:0", expected: ["functions_read_0"] },
    { id: "call_1|fc_2", expected: ["call_1_fc_2", "call_1"] },
  ])("knows $id as $expected", ({ id, expected }) => {
    const { byCallId } = readKnownReasoning([assistant(thinks("hm"), calls(id))]);
    expect([...byCallId]).toStrictEqual(expected.map((alias) => [alias, ["hm"]]));
  });

  it("keeps ids that differ in signs alone apart by their turns", () => {
    const turns = [assistant(thinks("one"), calls("a:1")), assistant(thinks("two"), calls("a_1"))];
    expect([...readKnownReasoning(turns).byCallId]).toStrictEqual([["a_1", ["one", "two"]]]);
  });
});

describe("readKnownReasoning by mixed text", () => {
  it("knows a turn by the texts that adapters make of it", () => {
    const turn = assistant(thinks("hm"), says("Let me see."), thinks(" "), calls("a"), says(""));
    expect([...readKnownReasoning(deepFreeze([turn])).byMixedText]).toStrictEqual([
      ["hm\nLet me see.", { reasoning: "hm ", text: "Let me see.", isReasoning: [true, false] }],
      ["hmLet me see.", { reasoning: "hm ", text: "Let me see.", isReasoning: [true, false] }],
    ]);
  });

  it("knows no turn without reasoning", () => {
    expect(readKnownReasoning([assistant(says("hi")), assistant(calls("a"))]).byMixedText.size).toBe(0);
  });

  it("does not take for mixed what another turn said", () => {
    const turns = [assistant(thinks("hm"), says("yes")), assistant(says("hmyes"))];
    expect([...readKnownReasoning(turns).byMixedText.keys()]).toStrictEqual(["hm\nyes"]);
  });
});

describe("toolCallIds", () => {
  it("lists the ids of all calls in their order", () => {
    const turns = [
      assistant(calls("b"), calls("a")),
      { role: "user", content: [calls("x")] },
      assistant(calls("b")),
    ];
    expect(toolCallIds(turns)).toStrictEqual(["b", "a", "b"]);
  });
});
