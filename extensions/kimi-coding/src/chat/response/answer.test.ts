import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../../test-support/values.ts";
import { Answer } from "./answer.ts";
import { answerHead, callDelta, deltaFrame, ending, finalMessage, readAnswer } from "./test-support.ts";

const outline = (events: ReturnType<typeof readAnswer>) =>
  events.map((event) => ("contentIndex" in event ? `${event.type} ${event.contentIndex}` : event.type));

describe("an answer", () => {
  it("tells of reasoning, text and calls as they come, each block ended before the next kind begins", () => {
    const events = readAnswer([
      deltaFrame({ role: "assistant", content: "" }),
      deltaFrame({ reasoning_content: "Let me " }),
      deltaFrame({ reasoning_content: "see." }),
      deltaFrame({ content: "I read" }),
      deltaFrame({ content: " it." }),
      deltaFrame(callDelta(0, { id: "read:0", name: "read", json: '{"path":' })),
      deltaFrame(callDelta(0, { json: '"a.md"}' })),
      ending("tool_calls"),
    ]);
    expect(outline(events)).toStrictEqual([
      "thinking_start 0",
      "thinking_delta 0",
      "thinking_delta 0",
      "thinking_end 0",
      "text_start 1",
      "text_delta 1",
      "text_delta 1",
      "text_end 1",
      "toolcall_start 2",
      "toolcall_delta 2",
      "toolcall_delta 2",
      "toolcall_end 2",
      "done",
    ]);
    expect(finalMessage(events)).toMatchObject({
      stopReason: "toolUse",
      responseId: "chatcmpl-1",
      content: [
        { type: "thinking", thinking: "Let me see.", thinkingSignature: "reasoning_content" },
        { type: "text", text: "I read it." },
        { type: "toolCall", id: "read:0", name: "read", arguments: { path: "a.md" } },
      ],
    });
  });

  it("hands out partials that no later event changes, and that share what did not change", () => {
    const answer = new Answer(answerHead());
    const frames = [
      deltaFrame({ reasoning_content: "a" }),
      deltaFrame({ content: "b" }),
      deltaFrame({ content: "c" }),
      ending("stop"),
    ];
    const encoder = new TextEncoder();
    const events = deepFreeze(frames.flatMap((frame) => answer.read(encoder.encode(frame))));
    const partials = events.flatMap((event) =>
      event.type === "text_delta" && event.partial !== undefined ? [event.partial] : [],
    );
    expect(partials.map(({ content }) => content[1])).toStrictEqual([
      { type: "text", text: "b" },
      { type: "text", text: "bc" },
    ]);
    expect(partials[1]?.content[0]).toBe(partials[0]?.content[0]);
  });

  it.each([
    { name: "the top", chunk: ending("stop") + deltaFrame({}), usage: undefined },
    {
      name: "the final choice",
      chunk: ending("stop", { prompt_tokens: 1024, completion_tokens: 10, cached_tokens: 1000 }),
      usage: { input: 24, output: 10, cacheRead: 1000, totalTokens: 1034 },
    },
    {
      name: "the top of a frame without choices, behind the finish",
      chunk: `${deltaFrame({}, { finish_reason: "stop" })}data: ${JSON.stringify({
        choices: [],
        usage: { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } },
      })}\n\ndata: [DONE]\n\n`,
      usage: { input: 5, output: 1, cacheRead: 4, totalTokens: 10 },
    },
  ])("reads the usage on $name", ({ chunk, usage }) => {
    const message = finalMessage(readAnswer([deltaFrame({ content: "hi" }), chunk]));
    expect(message.usage).toMatchObject(usage ?? { input: 0, output: 0, totalTokens: 0 });
  });

  it("counts what tokens cost, by the model's rates for a million", () => {
    const usage = { prompt_tokens: 3_000_000, completion_tokens: 1_000_000, cached_tokens: 2_000_000 };
    const { cost } = finalMessage(readAnswer([deltaFrame({ content: "hi" }), ending("stop", usage)])).usage;
    expect(cost).toStrictEqual({ input: 1, output: 2, cacheRead: 1, cacheWrite: 0, total: 4 });
  });

  it.each([
    { name: "the wire id of the model that was asked", model: "kimi-for-coding", responseModel: undefined },
    { name: "the host's id of it", model: "kimi-code", responseModel: undefined },
    { name: "another", model: "k3", responseModel: "k3" },
  ])("names the model that answered only where it is another: $name", ({ model, responseModel }) => {
    const events = readAnswer([
      deltaFrame({ content: "hi" }, {}, { model }),
      deltaFrame({}, { finish_reason: "stop" }, { model }),
    ]);
    expect(finalMessage(events).responseModel).toBe(responseModel);
  });
});

describe("the end of an answer", () => {
  const half = deltaFrame({ content: "Half a sen" });
  const call = deltaFrame(callDelta(0, { id: "read:0", name: "read", json: '{"path":' }));
  it.each([
    { name: "a stop", frames: [half, ending("stop")], end: { stopReason: "stop" } },
    {
      name: "a stop without its mark",
      frames: [half, deltaFrame({}, { finish_reason: "stop" })],
      end: { stopReason: "stop" },
    },
    {
      name: "nothing",
      frames: [half],
      end: { stopReason: "error", errorMessage: "Kimi Code stream ended without finish reason" },
    },
    {
      name: "the mark alone",
      frames: [half, "data: [DONE]\n\n"],
      end: { stopReason: "error", errorMessage: "Kimi Code stream ended without finish reason" },
    },
    { name: "no byte", frames: [], end: { stopReason: "error", content: [] } },
    { name: "no word", frames: [ending("stop")], end: { stopReason: "stop", content: [] } },
    {
      name: "the limit",
      frames: [half, call, ending("length")],
      end: { stopReason: "length", content: [{ type: "text", text: "Half a sen" }] },
    },
    {
      name: "half a call",
      frames: [half, call, ending("tool_calls")],
      end: { stopReason: "error", content: [{ type: "text", text: "Half a sen" }] },
    },
    {
      name: "calls under `stop`",
      frames: [call, deltaFrame(callDelta(0, { json: "1}" })), ending("stop")],
      end: { stopReason: "toolUse" },
    },
    { name: "no call under `tool_calls`", frames: [half, ending("tool_calls")], end: { stopReason: "stop" } },
    {
      name: "a filter",
      frames: [half, ending("content_filter")],
      end: { stopReason: "error", errorMessage: "Provider finish_reason: content_filter" },
    },
    {
      name: "a reason of the language's own",
      frames: [half, ending("constructor")],
      end: { stopReason: "error" },
    },
    {
      name: "a malformed frame",
      frames: [half, 'data: {"choices":[{"del\n\n', half],
      end: {
        stopReason: "error",
        errorMessage: "Kimi Code sent a malformed frame and the stream ended without finish reason",
      },
    },
    {
      name: "an error object",
      frames: [half, 'data: {"error":{"message":"overloaded","type":"engine_overloaded_error"}}\n\n'],
      end: { stopReason: "error", errorMessage: "overloaded", errorType: "engine_overloaded_error" },
    },
    {
      name: "an error without words",
      frames: [half, 'data: {"error":{}}\n\n'],
      end: { stopReason: "error" },
    },
  ])("with $name is told exactly", ({ frames, end }) => {
    const events = readAnswer(frames);
    expect(finalMessage(events)).toMatchObject(end);
    expect(events.filter(({ type }) => type === "done" || type === "error")).toHaveLength(1);
  });

  it("is whole if the connection breaks after the finish reason", () => {
    const answer = new Answer(answerHead());
    answer.read(new TextEncoder().encode(half + deltaFrame({}, { finish_reason: "stop" })));
    expect(answer.isFinished).toBe(true);
    expect(finalMessage(answer.fail({ reason: "error", message: "terminated" }))).toMatchObject({
      stopReason: "stop",
    });
  });

  it("is an abort where the user stops it, and keeps what was said", () => {
    const answer = new Answer(answerHead());
    answer.read(new TextEncoder().encode(half));
    expect(finalMessage(answer.fail({ reason: "aborted", message: "" }))).toMatchObject({
      stopReason: "aborted",
      errorMessage: "Request was aborted",
      content: [{ type: "text", text: "Half a sen" }],
    });
    expect(answer.end()).toStrictEqual([]);
  });

  it("reads an answer that was not streamed", () => {
    const answer = new Answer(answerHead());
    const message = { role: "assistant", reasoning_content: "hm", content: "hi" };
    const events = answer.whole(JSON.stringify({ choices: [{ message, finish_reason: "stop" }] }));
    expect(finalMessage(events).content).toMatchObject([{ thinking: "hm" }, { text: "hi" }]);
  });

  it("gives up on a frame that does not end", () => {
    const answer = new Answer(answerHead());
    const piece = new TextEncoder().encode("data: ".padEnd(1024 * 1024, "x"));
    const events = Array.from({ length: 20 }, () => answer.read(piece)).flat();
    expect(finalMessage(events)).toMatchObject({ stopReason: "error" });
  });
});

function calls(frames: readonly string[]) {
  const { content } = finalMessage(readAnswer([...frames, ending("tool_calls")]));
  return content.filter(({ type }) => type === "toolCall");
}

describe("the calls of an answer", () => {
  it.each([
    {
      name: "whose arguments come before the name",
      frames: [
        callDelta(0, { json: '{"a":' }),
        callDelta(0, { id: "x:0", name: "x" }),
        callDelta(0, { json: "1}" }),
      ],
      found: [{ id: "x:0", name: "x", arguments: { a: 1 } }],
    },
    {
      name: "that come in turns",
      frames: [
        callDelta(0, { id: "x:0", name: "x", json: '{"a":' }),
        callDelta(1, { id: "y:1", name: "y", json: '{"b":' }),
        callDelta(0, { json: "1}" }),
        callDelta(1, { json: "2}" }),
      ],
      found: [
        { id: "x:0", name: "x", arguments: { a: 1 } },
        { id: "y:1", name: "y", arguments: { b: 2 } },
      ],
    },
    {
      name: "that share an index",
      frames: [
        callDelta(0, { id: "x:0", name: "x", json: "{}" }),
        callDelta(0, { id: "y:1", name: "y", json: "{}" }),
      ],
      found: [{ id: "x:0" }, { id: "y:1" }],
    },
    {
      name: "without an index",
      frames: [
        callDelta(undefined, { id: "x:0", name: "x", json: "{" }),
        callDelta(undefined, { json: "}" }),
      ],
      found: [{ id: "x:0", arguments: {} }],
    },
    {
      name: "without an id",
      frames: [callDelta(0, { name: "x", json: "{}" })],
      found: [{ id: "call_made", name: "x" }],
    },
    {
      name: "without arguments",
      frames: [callDelta(0, { id: "x:0", name: "x" })],
      found: [{ arguments: {} }],
    },
    {
      name: "with raw line ends in a string",
      frames: [callDelta(0, { id: "x:0", name: "x", json: '{"text":"a\nb"}' })],
      found: [{ arguments: { text: "a\nb" } }],
    },
  ])("are read: $name", ({ frames, found }) => {
    expect(calls(frames.map((frame) => deltaFrame(frame)))).toMatchObject(found);
  });

  it.each([
    { name: "a list", json: "[1]" },
    { name: "no JSON", json: "{a" },
    { name: "null", json: "null" },
  ])("do not run with $name for arguments", ({ json }) => {
    expect(calls([deltaFrame(callDelta(0, { id: "x:0", name: "x", json }))])).toStrictEqual([]);
  });
});
