import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { OPENAI_DIALECT } from "../kimi/index.ts";
import { readKnownReasoning } from "./known-reasoning.ts";
import { asList } from "./messages.ts";
import type { PatchContext } from "./patch.ts";
import { patchChatReplay } from "./replay-chat.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";

const knownReasoning = readKnownReasoning(
  [
    { role: "assistant", content: [{ type: "thinking", thinking: "reading first" }, agentCall("a")] },
    { role: "assistant", content: [{ type: "thinking", thinking: "then writing" }, agentCall("b")] },
    { role: "assistant", content: [{ type: "thinking", thinking: "reading again" }, agentCall("a")] },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "Hello." },
      ],
    },
  ],
  OPENAI_DIALECT,
);
const thinkingOff = { thinking: false } as const;

function agentCall(id: string) {
  return { type: "toolCall", id, name: "read", arguments: {} };
}
function toolCall(id: unknown) {
  return { id, type: "function", function: { name: "read", arguments: "{}" } };
}
function calls(...ids: readonly unknown[]) {
  return { role: "assistant", reasoning_content: "r", tool_calls: ids.map(toolCall) };
}
function returns(id: unknown, content: unknown = "text") {
  return { role: "tool", tool_call_id: id, content };
}
function user(content: unknown) {
  return { role: "user", content };
}
function missing(id: string) {
  return returns(id, REPLAY_NOTES.missingResult);
}

/** The messages of a body as they leave; the same when they are patched once more. */
function patch(messages: readonly unknown[], overrides: Partial<PatchContext> = {}): readonly unknown[] {
  const context: PatchContext = {
    api: OPENAI_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
    knownReasoning,
    ...overrides,
  };
  const once = patchChatReplay(deepFreeze({ messages }), context);
  expect(patchChatReplay(deepFreeze(once), context)).toStrictEqual(once);
  return asList(once["messages"]) ?? [];
}

describe("patchChatReplay", () => {
  it("tells turns apart whose ids differ in signs, as they do where the conversation changed its dialect", () => {
    const known = readKnownReasoning(
      ["a:1", "a_1"].map((id) => ({
        role: "assistant",
        content: [{ type: "thinking", thinking: `before ${id}` }, agentCall(id)],
      })),
      OPENAI_DIALECT,
    );
    const bare = ["a:1", "a_1"].flatMap((id) => [
      { role: "assistant", tool_calls: [toolCall(id)] },
      returns(id),
    ]);
    expect(patch(bare, { knownReasoning: known })).toMatchObject([
      { reasoning_content: "before a:1" },
      returns("a:1"),
      { reasoning_content: "before a_1" },
      returns("a_1"),
    ]);
  });

  it("puts the reasoning that is known in the place of an empty one", () => {
    const filled = { role: "assistant", reasoning_content: "", tool_calls: [toolCall("b")] };
    expect(patch([user("hi"), filled, returns("b")])).toStrictEqual([
      user("hi"),
      { ...filled, reasoning_content: "then writing" },
      returns("b"),
    ]);
  });

  it.each([
    { name: "a question", messages: [user("hi")] },
    { name: "a plain answer", messages: [user("hi"), { role: "assistant", content: "hello" }] },
    {
      name: "an answer with reasoning",
      messages: [{ role: "assistant", content: "x", reasoning_content: "y" }],
    },
    { name: "a tool turn with reasoning", messages: [calls("a", "b"), returns("a"), returns("b")] },
    {
      name: "results in another order than the calls",
      messages: [calls("a", "b"), returns("b"), returns("a")],
    },
    {
      name: "the same call in two turns of unique ids",
      messages: [calls("x:0"), returns("x:0"), calls("x:1"), returns("x:1")],
    },
    {
      name: "images",
      messages: [
        user([
          { type: "text", text: "see" },
          { type: "image_url", image_url: { url: "data:," } },
        ]),
      ],
    },
    { name: "a system message with tools", messages: [{ role: "system", tools: [] }, user("hi")] },
    { name: "what is no message", messages: ["hi", null, { role: "critic", content: "" }] },
  ])("leaves $name as it came", ({ messages }) => {
    expect(patch(messages)).toStrictEqual(messages);
  });

  it("leaves a body as it came whose messages are no list", () => {
    const body = { messages: "hi" };
    const context = { api: OPENAI_DIALECT, wireModelId: "x", thinking: true, knownReasoning };
    expect(patchChatReplay(body, context)).toBe(body);
  });

  it("makes `developer` `system`, wherever it stands", () => {
    expect(
      patch([{ role: "developer", content: "be kind" }, user("hi"), { role: "developer", content: "x" }]),
    ).toStrictEqual([{ role: "system", content: "be kind" }, user("hi"), { role: "system", content: "x" }]);
  });
});

describe("patchChatReplay on reasoning", () => {
  const bare = { role: "assistant", content: null };
  it.each([
    {
      name: "fills in the reasoning of a tool turn",
      message: { ...bare, tool_calls: [toolCall("a")] },
      reasoning: "reading first",
    },
    {
      name: "fills in the reasoning of the first call that has some",
      message: { ...bare, tool_calls: [toolCall("x"), toolCall("b"), toolCall("a")] },
      reasoning: "then writing",
    },
    {
      name: "fills in an empty text where the reasoning is not known",
      message: { ...bare, tool_calls: [toolCall("x")] },
      reasoning: "",
    },
    {
      name: "fills in for a null",
      message: { ...bare, tool_calls: [toolCall("a")], reasoning_content: null },
      reasoning: "reading first",
    },
    {
      name: "keeps the reasoning that the adapter wrote",
      message: { ...bare, tool_calls: [toolCall("a")], reasoning_content: "its own" },
      reasoning: "its own",
    },
    {
      name: "keeps an empty text that the adapter wrote where nothing is known",
      message: { ...bare, tool_calls: [toolCall("x")], reasoning_content: "" },
      reasoning: "",
    },
    {
      name: "takes the reasoning from another service's field",
      message: { ...bare, tool_calls: [toolCall("x")], reasoning: " ", reasoning_text: "elsewhere" },
      reasoning: "elsewhere",
    },
  ])("$name", ({ message, reasoning }) => {
    const ids = message.tool_calls.map(({ id }) => ({
      id,
      type: "function",
      function: { name: "read", arguments: "{}" },
    }));
    expect(patch([message])).toMatchObject([
      { role: "assistant", reasoning_content: reasoning, tool_calls: ids },
      ...ids.map(() => ({ role: "tool" })),
    ]);
  });

  it("tells turns apart that use the same id", () => {
    const turn = { role: "assistant", tool_calls: [toolCall("a")] };
    expect(patch([turn, returns("a"), turn, returns("a"), turn, returns("a")])).toMatchObject([
      { reasoning_content: "reading first" },
      {},
      { reasoning_content: "reading again" },
      {},
      { reasoning_content: "" },
      {},
    ]);
  });

  it.each([
    { name: "with a line break between", content: "hm\nHello." },
    { name: "with nothing between", content: "hmHello." },
  ])("takes reasoning out of the text that a host made of it, $name", ({ content }) => {
    expect(patch([{ role: "assistant", content }])).toStrictEqual([
      { role: "assistant", content: "Hello.", reasoning_content: "hm" },
    ]);
    expect(patch([{ role: "assistant", content }], thinkingOff)).toStrictEqual([
      { role: "assistant", content: "Hello." },
    ]);
  });

  it("leaves nothing of it where thinking is off", () => {
    const message = {
      role: "assistant",
      content: "x",
      reasoning_content: "y",
      reasoning_details: [{ data: "z" }],
    };
    expect(patch([message, { ...calls("a"), reasoning: "r" }, returns("a")], thinkingOff)).toStrictEqual([
      { role: "assistant", content: "x" },
      { role: "assistant", tool_calls: [toolCall("a")] },
      returns("a"),
    ]);
  });

  it("sends no other service's field", () => {
    const message = {
      role: "assistant",
      content: "x",
      reasoning_details: [{ type: "reasoning.encrypted", data: "z" }],
    };
    expect(patch([message])).toStrictEqual([{ role: "assistant", content: "x" }]);
  });
});

describe("patchChatReplay on empty content", () => {
  it.each([
    { name: "null", content: null },
    { name: "an empty text", content: "" },
    { name: "a blank text", content: " \n" },
    { name: "an empty list", content: [] },
    {
      name: "blank parts",
      content: [{ type: "text", text: "" }, { type: "text", text: "\t" }, { type: "text" }],
    },
  ])("sends no content beside tool calls for $name", ({ content }) => {
    expect(patch([{ ...calls("a"), content }, returns("a")])).toStrictEqual([calls("a"), returns("a")]);
  });

  it.each([
    { name: "nothing", message: {} },
    { name: "a blank text", message: { content: " " } },
    { name: "reasoning alone", message: { content: null, reasoning_content: "hm" } },
    { name: "an empty list of calls", message: { content: "", tool_calls: [] } },
    { name: "calls that are none", message: { content: [], tool_calls: [null, "a"] } },
  ])("drops an assistant turn of $name", ({ message }) => {
    expect(patch([user("a"), { role: "assistant", ...message }, user("b")])).toStrictEqual([
      user("a"),
      user("b"),
    ]);
  });

  it("drops blank parts and keeps the others", () => {
    const said = { type: "text", text: "hi" };
    expect(patch([user([{ type: "text", text: "" }, said, { type: "text", text: " " }])])).toStrictEqual([
      user([said]),
    ]);
  });

  it("drops an empty system message", () => {
    expect(patch([{ role: "system", content: "" }, user("hi")])).toStrictEqual([user("hi")]);
  });

  it.each([
    { name: "an empty text", content: "" },
    { name: "no part", content: [] },
    { name: "nothing", content: undefined },
  ])("says that a message of the user with $name is empty", ({ content }) => {
    expect(patch([user(content)])).toStrictEqual([user(REPLAY_NOTES.emptyMessage)]);
  });

  it("says that a result is empty", () => {
    expect(patch([calls("a"), returns("a", " ")])).toStrictEqual([
      calls("a"),
      returns("a", REPLAY_NOTES.emptyResult),
    ]);
  });

  it("leaves no conversation without a message", () => {
    expect(patch([{ role: "assistant", content: "" }])).toStrictEqual([user(REPLAY_NOTES.emptyMessage)]);
    expect(patch([])).toStrictEqual([user(REPLAY_NOTES.emptyMessage)]);
  });
});

describe("patchChatReplay on tool results", () => {
  it("answers a call that has no result", () => {
    expect(patch([calls("a", "b"), returns("b"), user("go on")])).toStrictEqual([
      calls("a", "b"),
      returns("b"),
      missing("a"),
      user("go on"),
    ]);
  });

  it("answers a call at the very end", () => {
    expect(patch([calls("a")])).toStrictEqual([calls("a"), missing("a")]);
  });

  it("puts a late result after its call", () => {
    expect(patch([calls("a"), user("wait"), returns("a")])).toStrictEqual([
      calls("a"),
      returns("a"),
      user("wait"),
    ]);
  });

  it.each([
    { name: "without a call", messages: [returns("a", "lost")] },
    { name: "before its call", messages: [returns("a", "lost"), calls("a")] },
    { name: "of a call that has one", messages: [calls("a"), returns("a", "first"), returns("a", "lost")] },
    { name: "without an id", messages: [{ role: "tool", content: "lost" }] },
  ])("keeps the text of a result $name", ({ messages }) => {
    expect(patch(messages)).toContainEqual(user(`${REPLAY_NOTES.orphanedResult}\nlost`));
  });

  it("keeps the image of a result without a call", () => {
    const image = { type: "image_url", image_url: { url: "data:," } };
    expect(patch([returns("a", [image])])).toStrictEqual([
      user([{ type: "text", text: REPLAY_NOTES.orphanedResult }, image]),
    ]);
  });

  it("drops an empty result without a call", () => {
    expect(patch([user("hi"), returns("a", "")])).toStrictEqual([user("hi")]);
  });
});

describe("patchChatReplay on tool-call ids", () => {
  it("keeps the first of an id and renames later ones with their results", () => {
    const turn = [calls("exec:0"), returns("exec:0")];
    expect(patch([...turn, ...turn, ...turn])).toStrictEqual([
      ...turn,
      calls("exec:0_2"),
      returns("exec:0_2"),
      calls("exec:0_3"),
      returns("exec:0_3"),
    ]);
  });

  it("tells calls apart that one turn gave the same id, by their order", () => {
    expect(patch([calls("a", "a"), returns("a", "1"), returns("a", "2")])).toStrictEqual([
      calls("a", "a_2"),
      returns("a", "1"),
      returns("a_2", "2"),
    ]);
  });

  it("gives a result to the last turn that used its id", () => {
    expect(patch([calls("a"), user("stop"), calls("a"), returns("a")])).toStrictEqual([
      calls("a"),
      missing("a"),
      user("stop"),
      calls("a_2"),
      returns("a_2"),
    ]);
  });

  it("names calls without an id, and their results", () => {
    expect(patch([calls(undefined, ""), returns(undefined), returns("")])).toStrictEqual([
      calls("call", "call_2"),
      returns("call"),
      returns("call_2"),
    ]);
  });

  it("changes no id for what comes after it", () => {
    const before = [calls("a"), returns("a"), calls("a"), returns("a")];
    const patched = patch(before);
    expect(patch([...before, calls("a_2"), returns("a_2")])).toStrictEqual([
      ...patched,
      calls("a_2_2"),
      returns("a_2_2"),
    ]);
  });
});

describe("patchChatReplay on a long conversation", () => {
  it("patches 20,000 turns that all use one id within the time limit of a test", () => {
    const turn = [calls("a"), returns("a"), { role: "assistant", content: " " }];
    const turns = Array.from({ length: 20_000 }, () => turn).flat();
    const context = { api: OPENAI_DIALECT, wireModelId: "x", thinking: true, knownReasoning };
    expect(patchChatReplay({ messages: turns }, context)).toHaveProperty("messages.length", 40_000);
  });
});
