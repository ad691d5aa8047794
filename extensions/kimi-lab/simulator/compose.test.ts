import { describe, expect, it } from "vitest";

import { countTokens, limitOutput, toDeltas } from "./compose.ts";
import { foldDeltas } from "./reply-encoder.ts";
import type { Delta, MessageReply } from "./reply.ts";
import { assistantCalls, buildConversation, toolReturns, userSays } from "./test-support.ts";

function deltasOf(reply: Omit<MessageReply, "kind">, conversation = buildConversation()): Delta[] {
  const { steps } = toDeltas({ kind: "message", ...reply }, conversation);
  return steps.filter((step) => step.kind !== "hold" && step.kind !== "disconnect" && step.kind !== "frame");
}

function deltasReply(reply: Omit<MessageReply, "kind">) {
  return toDeltas({ kind: "message", ...reply }, buildConversation());
}

describe("toDeltas", () => {
  it("brings reasoning, text and calls in that order and loses nothing", () => {
    const text = "a long answer with 🦜🦜🦜🦜🦜🦜🦜 in it, which is cut into several pieces";
    const deltas = deltasOf({
      reasoning: "hm",
      text,
      toolCalls: [{ name: "read", arguments: { path: text } }],
    });
    expect([...new Set(deltas.map((delta) => delta.kind))]).toEqual(["reasoning", "text", "toolCall"]);
    expect(deltas.filter((delta) => delta.kind === "text").length).toBeGreaterThan(2);
    expect(foldDeltas(deltas)).toEqual({
      reasoning: "hm",
      text,
      toolCalls: [{ id: "read:0", name: "read", arguments: JSON.stringify({ path: text }) }],
    });
  });

  it("sends empty reasoning, and none when there is none", () => {
    expect(deltasOf({ reasoning: "" })).toEqual([{ kind: "reasoning", text: "" }]);
    expect(deltasOf({})).toEqual([]);
  });

  it("counts call ids over the whole conversation", () => {
    const turns = [
      userSays("go"),
      assistantCalls(["x", "y"], ""),
      toolReturns("x", "1"),
      toolReturns("y", "2", 3),
    ];
    const calls = [
      { name: "read", arguments: {} },
      { name: "write", arguments: {} },
    ];
    const { toolCalls } = foldDeltas(deltasOf({ toolCalls: calls }, buildConversation({ turns })));
    expect(toolCalls.map(({ id }) => id)).toEqual(["read:2", "write:3"]);
  });

  it("gives ids of the messages endpoint there", () => {
    const conversation = buildConversation({ dialect: "anthropic" });
    const { toolCalls } = foldDeltas(
      deltasOf({ toolCalls: [{ name: "read", arguments: {} }] }, conversation),
    );
    expect(toolCalls[0]?.id).toMatch(/^tool_[0-9a-f]{24}$/);
  });

  it("keeps arguments that are given as text, and a given id", () => {
    const { toolCalls } = foldDeltas(
      deltasOf({ toolCalls: [{ name: "f", arguments: "{oops", id: "call_1" }] }),
    );
    expect(toolCalls).toEqual([{ id: "call_1", name: "f", arguments: "{oops" }]);
  });

  it.each([
    { name: "stop for text", reply: { text: "a" }, expected: "stop" },
    {
      name: "tool_calls for calls",
      reply: { toolCalls: [{ name: "f", arguments: {} }] },
      expected: "tool_calls",
    },
    {
      name: "what the script says",
      reply: { text: "a", finishReason: "length" as const },
      expected: "length",
    },
  ])("finishes with $name", ({ reply, expected }) => {
    expect(toDeltas({ kind: "message", ...reply }, buildConversation()).finishReason).toBe(expected);
  });
});

describe("limitOutput", () => {
  const reply = deltasReply({ reasoning: "r".repeat(24 * 4), text: "t".repeat(24 * 4) });
  const kinds = (maxOutputTokens: number | undefined) =>
    limitOutput(reply, maxOutputTokens).steps.map(({ kind }) => kind);

  it("leaves a reply that fits, and every reply where there is no limit", () => {
    expect(limitOutput(reply, 48)).toBe(reply);
    expect(limitOutput(reply, undefined)).toBe(reply);
  });

  it("ends a reply at the limit, for reasoning and text alike", () => {
    expect(limitOutput(reply, 47).finishReason).toBe("length");
    expect(kinds(47)).toEqual([...Array(4).fill("reasoning"), ...Array(3).fill("text")]);
    expect(kinds(24)).toEqual(Array(4).fill("reasoning"));
    expect(kinds(0)).toEqual([]);
  });
});

describe("countTokens", () => {
  it("counts four characters to a token and takes everything before the current turn as cached", () => {
    const turns = [userSays("12345678"), assistantCalls([], "1234"), userSays("1234", 2)];
    const conversation = buildConversation({ turns });
    expect(countTokens(conversation, [{ kind: "text", text: "12345" }])).toEqual({
      prompt: 4,
      cached: 3,
      completion: 2,
    });
  });
});
