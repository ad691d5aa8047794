import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../../test-support/values.ts";
import { REPLAY_NOTES } from "../index.ts";
import { chatMessages } from "./chat-messages.ts";
import type { Conversation } from "./conversation.ts";

type Message = Conversation["messages"][number];
type Block = Extract<Message, { role: "assistant" }>["content"][number];

const user = (content: Extract<Message, { role: "user" }>["content"] = "go on"): Message => ({
  role: "user",
  content,
});
const turn = (content: readonly Block[], stopReason = "stop"): Message => ({
  role: "assistant",
  content,
  stopReason,
});
const text = (said: string): Block => ({ type: "text", text: said });
const thinking = (thought: string, redacted?: boolean): Block => ({
  type: "thinking",
  thinking: thought,
  ...(redacted !== undefined && { redacted }),
});
const call = (id: string, args: Record<string, unknown> = {}): Block => ({
  type: "toolCall",
  id,
  name: "read",
  arguments: args,
});
const result = (toolCallId: string, said = "text"): Message => ({
  role: "toolResult",
  toolCallId,
  content: [{ type: "text", text: said }],
});
const image = { type: "image", data: "aGk=", mimeType: "image/png" } as const;
const wireCall = (id: string, json = "{}") => ({
  type: "function",
  id,
  function: { name: "read", arguments: json },
});
const wireResult = (id: string, content = "text") => ({ role: "tool", tool_call_id: id, content });
const wireTurn = (...ids: readonly string[]) => ({
  role: "assistant",
  reasoning_content: "",
  tool_calls: ids.map((id) => wireCall(id)),
});

interface Row {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly sent: readonly unknown[];
  readonly isThinking?: boolean;
}

const rows: readonly Row[] = [
  { name: "a text of the user", messages: [user("hi")], sent: [{ role: "user", content: "hi" }] },
  {
    name: "one text part as a string",
    messages: [user([{ type: "text", text: "hi" }])],
    sent: [{ role: "user", content: "hi" }],
  },
  {
    name: "text and an image as parts, without blank ones",
    messages: [user([{ type: "text", text: "look" }, image, { type: "text", text: " " }])],
    sent: [
      {
        role: "user",
        content: [
          { type: "text", text: "look" },
          { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
        ],
      },
    ],
  },
  {
    name: "a message with nothing in it",
    messages: [user("  ")],
    sent: [{ role: "user", content: REPLAY_NOTES.emptyMessage }],
  },
  {
    name: "no message at all",
    messages: [],
    sent: [{ role: "user", content: REPLAY_NOTES.emptyMessage }],
  },
  {
    name: "reasoning and text of a turn, its blocks joined",
    messages: [turn([thinking("h"), thinking("m"), text("Hel"), text("lo")])],
    sent: [{ role: "assistant", content: "Hello", reasoning_content: "hm" }],
  },
  {
    name: "no reasoning where the request does not think",
    messages: [turn([thinking("hm"), text("Hello"), call("a")]), result("a")],
    sent: [{ role: "assistant", content: "Hello", tool_calls: [wireCall("a")] }, wireResult("a")],
    isThinking: false,
  },
  {
    name: "an empty reasoning for a call without one, and none for plain text",
    messages: [turn([call("a")]), result("a"), turn([text("Hello")])],
    sent: [wireTurn("a"), wireResult("a"), { role: "assistant", content: "Hello" }],
  },
  {
    name: "nothing of reasoning that another service took out",
    messages: [turn([thinking("secret", true), call("a")]), result("a")],
    sent: [wireTurn("a"), wireResult("a")],
  },
  {
    name: "the arguments of a call as JSON, and no blank text beside it",
    messages: [turn([text(" \n"), call("a", { path: "x" })]), result("a")],
    sent: [{ ...wireTurn("a"), tool_calls: [wireCall("a", '{"path":"x"}')] }, wireResult("a")],
  },
  {
    name: "no turn that says nothing",
    messages: [user("hi"), turn([thinking("hm")]), user("hello?")],
    sent: [
      { role: "user", content: "hi" },
      { role: "user", content: "hello?" },
    ],
  },
  {
    name: "a note for a turn that failed behind its first words, and nothing for one before",
    messages: [
      turn([text("Half a sen")], "error"),
      turn([text("Half")], "aborted"),
      turn([thinking("hm")], "error"),
      turn([text("Half"), call("a")], "error"),
    ],
    sent: [
      { role: "assistant", content: REPLAY_NOTES.failedTurn },
      { role: "assistant", content: REPLAY_NOTES.failedTurn },
    ],
  },
  {
    name: "a note for a result that never came, in the place where it belongs",
    messages: [turn([call("a"), call("b")]), result("b"), user()],
    sent: [
      wireTurn("a", "b"),
      wireResult("b"),
      wireResult("a", REPLAY_NOTES.missingResult),
      { role: "user", content: "go on" },
    ],
  },
  {
    name: "a late result behind its call",
    messages: [turn([call("a")]), user(), result("a", "late")],
    sent: [wireTurn("a"), wireResult("a", "late"), { role: "user", content: "go on" }],
  },
  {
    name: "a result of no call as the user's, under a note",
    messages: [result("x", "lost")],
    sent: [{ role: "user", content: `${REPLAY_NOTES.orphanedResult}\nlost` }],
  },
  {
    name: "ids that are unique",
    messages: [turn([call("a")]), result("a", "1"), turn([call("a")]), result("a", "2")],
    sent: [wireTurn("a"), wireResult("a", "1"), wireTurn("a_2"), wireResult("a_2", "2")],
  },
  {
    name: "an empty result as a note",
    messages: [turn([call("a")]), result("a", "")],
    sent: [wireTurn("a"), wireResult("a", REPLAY_NOTES.emptyResult)],
  },
  {
    name: "half a surrogate pair as a replacement character",
    messages: [user("cut \ud83d")],
    sent: [{ role: "user", content: "cut \ufffd" }],
  },
];

describe("chatMessages", () => {
  it.each(rows)("sends $name", ({ messages, sent, isThinking = true }) => {
    expect(chatMessages(deepFreeze({ messages }), isThinking)).toStrictEqual(sent);
  });

  it("sends an image of a tool within its result", () => {
    const messages = [
      turn([call("a")]),
      {
        role: "toolResult" as const,
        toolCallId: "a",
        content: [{ type: "text" as const, text: "drawn" }, image],
      },
    ];
    expect(chatMessages({ messages }, true)[1]).toStrictEqual({
      role: "tool",
      tool_call_id: "a",
      content: [
        { type: "text", text: "drawn" },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
      ],
    });
  });

  it("puts the system prompt in front, without what the host marks in it", () => {
    const systemPrompt = "Stable.\n<!-- OPENCLAW_CACHE_BOUNDARY -->\nChanging.";
    expect(chatMessages({ systemPrompt, messages: [user("hi")] }, true)).toStrictEqual([
      { role: "system", content: "Stable.\nChanging." },
      { role: "user", content: "hi" },
    ]);
    expect(chatMessages({ systemPrompt: " ", messages: [user("hi")] }, true)).toHaveLength(1);
  });
});
