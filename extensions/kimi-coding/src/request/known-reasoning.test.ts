import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
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
    expect([...readKnownReasoning(deepFreeze(messages), OPENAI_DIALECT).byCallId]).toStrictEqual(expected);
  });
});

describe("readKnownReasoning by call of a dialect", () => {
  it.each([
    { api: OPENAI_DIALECT, id: "functions.read:0", expected: ["functions.read:0"] },
    { api: ANTHROPIC_DIALECT, id: "functions.read:0", expected: ["functions_read_0"] },
    { api: OPENAI_DIALECT, id: "call_1|fc_2", expected: ["call_1|fc_2", "call_1"] },
    { api: ANTHROPIC_DIALECT, id: "call_1|fc_2", expected: ["call_1_fc_2", "call_1"] },
  ])("knows $id on $api as $expected", ({ api, id, expected }) => {
    const { byCallId } = readKnownReasoning([assistant(thinks("hm"), calls(id))], api);
    expect([...byCallId]).toStrictEqual(expected.map((alias) => [alias, ["hm"]]));
  });

  it.each([
    {
      api: OPENAI_DIALECT,
      expected: [
        ["a:1", ["one"]],
        ["a_1", ["two"]],
      ],
    },
    { api: ANTHROPIC_DIALECT, expected: [["a_1", ["one", "two"]]] },
  ])("keeps ids apart that differ in signs, by turn or by id: $api", ({ api, expected }) => {
    const turns = [assistant(thinks("one"), calls("a:1")), assistant(thinks("two"), calls("a_1"))];
    expect([...readKnownReasoning(turns, api).byCallId]).toStrictEqual(expected);
  });
});

describe("readKnownReasoning by mixed text", () => {
  it("knows a turn by the texts that adapters make of it", () => {
    const turn = assistant(thinks("hm"), says("Let me see."), thinks(" "), calls("a"), says(""));
    expect([...readKnownReasoning(deepFreeze([turn]), OPENAI_DIALECT).byMixedText]).toStrictEqual([
      ["hm\nLet me see.", { reasoning: "hm ", text: "Let me see.", isReasoning: [true, false] }],
      ["hmLet me see.", { reasoning: "hm ", text: "Let me see.", isReasoning: [true, false] }],
    ]);
  });

  it("knows no turn without reasoning", () => {
    expect(
      readKnownReasoning([assistant(says("hi")), assistant(calls("a"))], OPENAI_DIALECT).byMixedText.size,
    ).toBe(0);
  });

  it("does not take for mixed what another turn said", () => {
    const turns = [assistant(thinks("hm"), says("yes")), assistant(says("hmyes"))];
    expect([...readKnownReasoning(turns, OPENAI_DIALECT).byMixedText.keys()]).toStrictEqual(["hm\nyes"]);
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
