import { describe, expect, it } from "vitest";

import { chatCompletion, createChatEncoder } from "./chat-response.ts";
import type { Delta } from "./reply.ts";
import { parseEventStream } from "./test-support.ts";

const heading = {
  id: "chatcmpl-1",
  model: "kimi-for-coding",
  createdAt: new Date(1_700_000_000_500),
  tokens: { prompt: 10, cached: 4, completion: 3 },
};
const deltas: readonly Delta[] = [
  { kind: "reasoning", text: "hm" },
  { kind: "text", text: "a" },
  { kind: "toolCall", index: 0, id: "read:0", name: "read", arguments: "" },
  { kind: "toolCall", index: 0, arguments: "{}" },
];
const usage = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13, cached_tokens: 4 };

describe("createChatEncoder", () => {
  it("writes role, reasoning, text, calls, the final choice with usage, and the end mark", () => {
    const encoder = createChatEncoder(heading);
    const frames = [
      ...encoder.start(),
      ...deltas.flatMap((delta) => encoder.feed(delta)),
      ...encoder.finish("tool_calls"),
    ];
    const call = { index: 0, id: "read:0", type: "function", function: { name: "read", arguments: "" } };
    const choices = [
      { index: 0, delta: { role: "assistant", content: "" }, finish_reason: null },
      { index: 0, delta: { reasoning_content: "hm" }, finish_reason: null },
      { index: 0, delta: { content: "a" }, finish_reason: null },
      { index: 0, delta: { tool_calls: [call] }, finish_reason: null },
      { index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: "{}" } }] }, finish_reason: null },
      { index: 0, delta: {}, finish_reason: "tool_calls", usage },
    ];
    const chunks = choices.map((choice) => ({
      id: "chatcmpl-1",
      object: "chat.completion.chunk",
      created: 1_700_000_000,
      model: "kimi-for-coding",
      choices: [choice],
    }));
    expect(parseEventStream(frames.join(""))).toEqual([...chunks, "[DONE]"]);
  });

  it("ends every frame with an empty line", () => {
    const encoder = createChatEncoder(heading);
    for (const frame of [...encoder.start(), ...encoder.finish("stop")]) {
      expect(frame).toMatch(/^data: [^\n]+\n\n$/);
    }
  });

  it.each([
    { ending: "no-finish-reason", expected: ["[DONE]"] },
    { ending: "no-mark", expected: [{ choices: [{ finish_reason: "stop", usage: {} }] }] },
    { ending: "none", expected: [] },
  ] as const)("leaves out what an ending of kind $ending lacks", ({ ending, expected }) => {
    const frames = createChatEncoder(heading).finish("stop", ending);
    expect(parseEventStream(frames.join(""))).toMatchObject(expected);
    expect(frames).toHaveLength(expected.length);
  });

  it("writes a call whose arguments come before its name", () => {
    const [frame = ""] = createChatEncoder(heading).feed({ kind: "toolCall", index: 1, arguments: "{" });
    expect(parseEventStream(frame)).toMatchObject([
      { choices: [{ delta: { tool_calls: [{ index: 1, function: { arguments: "{" } }] } }] },
    ]);
  });
});

describe("chatCompletion", () => {
  it("holds the whole reply, with usage at the top", () => {
    expect(chatCompletion(heading, deltas, "tool_calls")).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1_700_000_000,
      model: "kimi-for-coding",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "a",
            reasoning_content: "hm",
            tool_calls: [{ id: "read:0", type: "function", function: { name: "read", arguments: "{}" } }],
          },
          finish_reason: "tool_calls",
        },
      ],
      usage,
    });
  });
});
