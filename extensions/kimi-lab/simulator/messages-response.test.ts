import { describe, expect, it } from "vitest";

import { createMessagesEncoder, messagesReply } from "./messages-response.ts";
import type { Delta } from "./reply.ts";
import { parseEventStream } from "./test-support.ts";

const heading = {
  id: "msg_1",
  model: "kimi-for-coding",
  createdAt: new Date(0),
  tokens: { prompt: 10, cached: 4, completion: 3 },
};
const usage = {
  input_tokens: 6,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 4,
  output_tokens: 3,
};
const deltas: readonly Delta[] = [
  { kind: "reasoning", text: "hm" },
  { kind: "text", text: "a" },
  { kind: "text", text: "b" },
  { kind: "toolCall", index: 0, id: "tool_1", name: "read", arguments: "{}" },
];

function started(index: number, content_block: object) {
  return { type: "content_block_start", index, content_block };
}
function delta(index: number, value: object) {
  return { type: "content_block_delta", index, delta: value };
}
function stopped(index: number) {
  return { type: "content_block_stop", index };
}

describe("createMessagesEncoder", () => {
  it.each([
    { ending: "no-finish-reason", expected: ["content_block_stop", "message_stop"] },
    { ending: "no-mark", expected: ["content_block_stop", "message_delta"] },
    { ending: "none", expected: [] },
  ] as const)("leaves out what an ending of kind $ending lacks", ({ ending, expected }) => {
    const encoder = createMessagesEncoder(heading);
    encoder.feed({ kind: "text", text: "a" });
    const frames = parseEventStream(encoder.finish("stop", ending).join(""));
    expect(frames).toMatchObject(expected.map((type) => ({ type })));
    expect(frames).toHaveLength(expected.length);
  });

  it("writes one block after another, thinking without a signature, usage at the end", () => {
    const encoder = createMessagesEncoder(heading);
    const frames = [
      ...encoder.start(),
      ...deltas.flatMap((each) => encoder.feed(each)),
      ...encoder.finish("tool_calls"),
    ];
    const message = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "kimi-for-coding",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 0 },
    };
    expect(parseEventStream(frames.join(""))).toEqual([
      { type: "message_start", message },
      started(0, { type: "thinking", thinking: "" }),
      delta(0, { type: "thinking_delta", thinking: "hm" }),
      stopped(0),
      started(1, { type: "text", text: "" }),
      delta(1, { type: "text_delta", text: "a" }),
      delta(1, { type: "text_delta", text: "b" }),
      stopped(1),
      started(2, { type: "tool_use", id: "tool_1", name: "read", input: {} }),
      delta(2, { type: "input_json_delta", partial_json: "{}" }),
      stopped(2),
      { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage },
      { type: "message_stop" },
    ]);
  });

  it("names every frame's event", () => {
    const [frame = ""] = createMessagesEncoder(heading).start();
    expect(frame).toMatch(/^event: message_start\ndata: \{"type":"message_start",[^\n]+\n\n$/);
  });

  it("says so when a script returns to a call that has ended", () => {
    const encoder = createMessagesEncoder(heading);
    encoder.feed({ kind: "toolCall", index: 0, id: "a", name: "read" });
    encoder.feed({ kind: "toolCall", index: 1, id: "b", name: "read" });
    expect(() => encoder.feed({ kind: "toolCall", index: 0, arguments: "{}" })).toThrow(
      "returns to tool call 0",
    );
  });

  it("says so when a script starts a call without a name", () => {
    const encoder = createMessagesEncoder(heading);
    expect(() => encoder.feed({ kind: "toolCall", index: 0, arguments: "{" })).toThrow(
      "without an id or a name",
    );
  });
});

describe("messagesReply", () => {
  it("holds the whole reply", () => {
    expect(messagesReply(heading, deltas, "tool_calls")).toMatchObject({
      type: "message",
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "ab" },
        { type: "tool_use", id: "tool_1", name: "read", input: {} },
      ],
      stop_reason: "tool_use",
      usage,
    });
  });
});
