import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, isObject } from "../kimi/index.ts";
import { NO_KNOWN_REASONING, readKnownReasoning } from "./known-reasoning.ts";
import { asList } from "./messages.ts";
import type { PatchContext } from "./patch.ts";
import { patchMessagesReplay } from "./replay-messages.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";

const said = { type: "text", text: "Let me see." };
const thought = { type: "thinking", thinking: "hm" };
const unknown = { type: "thinking", thinking: "" };
const thoughtAsText = { type: "text", text: "hm" };
const orphanNote = { type: "text", text: REPLAY_NOTES.orphanedResult };
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } };
const thinkingOff = { thinking: false } as const;
const nothingKnown = { knownReasoning: NO_KNOWN_REASONING } as const;

function call(id: unknown) {
  return { type: "tool_use", id, name: "read", input: {} };
}
function calls(...ids: readonly unknown[]) {
  return assistant(thought, ...ids.map(call));
}
function assistant(...content: readonly unknown[]) {
  return { role: "assistant", content };
}
function user(...content: readonly unknown[]) {
  return { role: "user", content };
}
function result(id: unknown, content: unknown = "text") {
  return { type: "tool_result", tool_use_id: id, content };
}
function missing(id: string) {
  return { ...result(id, REPLAY_NOTES.missingResult), is_error: true };
}
function text(words: string) {
  return { type: "text", text: words };
}
function agentTurn(...content: readonly unknown[]) {
  return { role: "assistant", content };
}

const knownReasoning = readKnownReasoning([
  agentTurn(thought, said, { type: "toolCall", id: "a", name: "read", arguments: {} }),
  agentTurn(thought, { type: "text", text: "Hello." }),
]);

/** The messages of a body as they leave; the same when they are patched once more. */
function patch(messages: readonly unknown[], overrides: Partial<PatchContext> = {}): readonly unknown[] {
  const context: PatchContext = {
    api: ANTHROPIC_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
    knownReasoning,
    ...overrides,
  };
  const once = patchMessagesReplay(deepFreeze({ messages }), context);
  expect(patchMessagesReplay(deepFreeze(once), context)).toStrictEqual(once);
  return asList(once["messages"]) ?? [];
}

describe("patchMessagesReplay", () => {
  it.each([
    { name: "a question", messages: [{ role: "user", content: "hi" }] },
    { name: "a plain answer", messages: [user(text("hi")), assistant(text("hello"))] },
    { name: "an answer that is a text", messages: [{ role: "assistant", content: "hello" }] },
    { name: "a tool turn with reasoning", messages: [calls("a"), user(result("a"), text("go on"), image)] },
    { name: "an image in a result", messages: [calls("a"), user(result("a", [text("see"), image]))] },
    { name: "what is not a message", messages: ["hi", null, { role: "system", content: "" }] },
  ])("leaves $name as it came", ({ messages }) => {
    expect(patch(messages)).toStrictEqual(messages);
  });

  it("leaves a body as it came whose messages are no list", () => {
    const body = { messages: "hi" };
    const context = { api: ANTHROPIC_DIALECT, wireModelId: "x", thinking: true, knownReasoning };
    expect(patchMessagesReplay(body, context)).toBe(body);
  });

  it("makes one message of those of the user that follow each other", () => {
    const later = { role: "user", content: "and" };
    expect(
      patch([{ role: "user", content: "hi" }, later, user(image), assistant(said), later]),
    ).toStrictEqual([user(text("hi"), text("and"), image), assistant(said), later]);
  });
});

describe("patchMessagesReplay on reasoning", () => {
  it.each([
    {
      name: "puts known reasoning in front of a tool turn",
      content: [said, call("a")],
      expected: [thought, said, call("a")],
    },
    {
      name: "takes it out of the text that a host made of it",
      content: [thoughtAsText, said, call("a")],
      expected: [thought, said, call("a")],
    },
    {
      name: "leaves a tool turn that has its reasoning",
      content: [thought, call("a")],
      expected: [thought, call("a")],
    },
    {
      name: "keeps an empty thought of which nothing is known",
      content: [unknown, call("x")],
      expected: [unknown, call("x")],
    },
    {
      name: "gives an empty thought the words that are known",
      content: [unknown, call("a")],
      expected: [thought, call("a")],
    },
    {
      name: "says nothing where the reasoning is not known, but that there was some",
      content: [said, call("x")],
      expected: [unknown, said, call("x")],
    },
    {
      name: "sends back no signature",
      content: [{ ...thought, signature: "c2lnbmVk" }, call("a")],
      expected: [thought, call("a")],
    },
    {
      name: "keeps thoughts where they were",
      content: [thought, said, unknown, call("a")],
      expected: [thought, said, unknown, call("a")],
    },
    {
      name: "sends nothing that others have encrypted",
      content: [{ type: "redacted_thinking", data: "x" }, call("x")],
      expected: [unknown, call("x")],
    },
    {
      name: "finds the reasoning of an answer in the text that a host made of it",
      content: [thoughtAsText, text("Hello.")],
      expected: [thought, text("Hello.")],
    },
    { name: "leaves a turn without a tool", content: [said], expected: [said] },
  ])("$name", ({ content, expected }) => {
    expect(patch([assistant(...content)])).toHaveProperty("0.content", expected);
  });

  it.each([
    { name: "a thought", content: [thought, said] },
    { name: "one in a text", content: [thoughtAsText, said] },
    { name: "an encrypted one", content: [{ type: "redacted_thinking", data: "x" }, said] },
  ])("leaves nothing of $name where thinking is off", ({ content }) => {
    expect(patch([assistant(...content)], thinkingOff)).toStrictEqual([assistant(said)]);
    expect(patch([assistant(...content, call("a"))], thinkingOff)).toHaveProperty("0.content", [
      said,
      call("a"),
    ]);
  });

  it("takes out the reasoning beside the content", () => {
    expect(patch([{ ...calls("a"), reasoning_content: "hm" }, user(result("a"))])).toStrictEqual([
      calls("a"),
      user(result("a")),
    ]);
  });
});

describe("patchMessagesReplay on empty content", () => {
  it.each([
    { name: "no block", system: [text(" ")], expected: undefined },
    { name: "its other blocks", system: [text(""), text("Be brief.")], expected: [text("Be brief.")] },
    { name: "a text", system: "Be brief.", expected: "Be brief." },
  ])("leaves of a system prompt $name", ({ system, expected }) => {
    const context: PatchContext = {
      api: ANTHROPIC_DIALECT,
      wireModelId: "kimi-for-coding",
      thinking: true,
      knownReasoning,
    };
    const body = deepFreeze({ system, messages: [user(text("hi"))] });
    expect(patchMessagesReplay(body, context)["system"]).toStrictEqual(expected);
  });

  it.each([
    { name: "no block", content: [] },
    { name: "a blank text", content: " " },
    { name: "blank blocks", content: [text(""), text("\n")] },
    { name: "reasoning alone", content: [thought] },
    { name: "what others have encrypted", content: [{ type: "redacted_thinking", data: "x" }] },
    { name: "a host's note in place of reasoning", content: [text("[assistant reasoning omitted]")] },
    { name: "such a note as a text", content: "[assistant reasoning omitted]" },
    { name: "nothing", content: undefined },
  ])("drops an assistant turn of $name", ({ content }) => {
    expect(patch([user(said), { role: "assistant", content }, user(text("b"))])).toStrictEqual([
      user(said, text("b")),
    ]);
  });

  it("drops blank blocks and keeps the others", () => {
    expect(patch([user(text(" "), said), assistant(text(""), said)])).toStrictEqual([
      user(said),
      assistant(said),
    ]);
  });

  it.each([
    { name: "an empty text", content: "" },
    { name: "no block", content: [] },
  ])("says that a message of the user with $name is empty", ({ content }) => {
    expect(patch([{ role: "user", content }])).toStrictEqual([
      { role: "user", content: REPLAY_NOTES.emptyMessage },
    ]);
  });

  it("says that a result is empty", () => {
    expect(patch([calls("a"), user(result("a", [text("")]))])).toStrictEqual([
      calls("a"),
      user(result("a", REPLAY_NOTES.emptyResult)),
    ]);
  });

  it("leaves no conversation without a message", () => {
    expect(patch([assistant()])).toStrictEqual([{ role: "user", content: REPLAY_NOTES.emptyMessage }]);
  });
});

describe("patchMessagesReplay on tool results", () => {
  it("answers a call that has no result, before all else", () => {
    expect(patch([calls("a", "b"), user(text("stop"), result("b"))])).toStrictEqual([
      calls("a", "b"),
      user(result("b"), missing("a"), text("stop")),
    ]);
  });

  it("answers a call at the very end", () => {
    expect(patch([calls("a")])).toStrictEqual([calls("a"), user(missing("a"))]);
  });

  it("puts a late result after its call", () => {
    expect(patch([calls("a"), user(said), assistant(said), user(result("a"))])).toStrictEqual([
      calls("a"),
      user(result("a"), said),
      assistant(said),
    ]);
  });

  it.each([
    { name: "without a call", messages: [user(result("a", "lost"))] },
    { name: "before its call", messages: [user(result("a", "lost")), calls("a")] },
    { name: "of a call that has one", messages: [calls("a"), user(result("a"), result("a", "lost"))] },
    { name: "without an id", messages: [user(result(undefined, [text("lost")]))] },
  ])("keeps the text of a result $name", ({ messages }) => {
    const said = patch(messages)
      .filter(isObject)
      .flatMap(({ content }) => content);
    expect(said).toContainEqual(orphanNote);
    expect(said).toContainEqual(text("lost"));
  });

  it("keeps the image of a result without a call", () => {
    expect(patch([user(result("a", [image]))])).toStrictEqual([user(orphanNote, image)]);
  });

  it("drops an empty result without a call", () => {
    expect(patch([user(said), assistant(said), user(result("a", ""))])).toStrictEqual([
      user(said),
      assistant(said),
    ]);
  });
});

describe("patchMessagesReplay on tool-call ids", () => {
  it("keeps the first of an id and renames later ones with their results", () => {
    const turn = [calls("tool_1"), user(result("tool_1"))];
    expect(patch([...turn, ...turn], nothingKnown)).toStrictEqual([
      ...turn,
      calls("tool_1_2"),
      user(result("tool_1_2")),
    ]);
  });

  it("writes ids in the characters that the dialect takes", () => {
    expect(
      patch([
        calls("functions.read:0", "functions_read_0"),
        user(result("functions_read_0"), result("functions.read:0")),
      ]),
    ).toStrictEqual([
      calls("functions_read_0", "functions_read_0_2"),
      user(result("functions_read_0_2"), result("functions_read_0")),
    ]);
  });

  it("keeps long ids apart", () => {
    const id = "x".repeat(70);
    expect(patch([calls(`${id}1`, `${id}2`), user(result(`${id}2`), result(`${id}1`))])).toStrictEqual([
      calls("x".repeat(64), `${"x".repeat(56)}_2`),
      user(result(`${"x".repeat(56)}_2`), result("x".repeat(64))),
    ]);
  });
});
