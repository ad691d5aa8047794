import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { ask, call, drawPhotograph, parseEventStream, today } from "../simulator/test-support.ts";

const chat = "/chat/completions";
const messages = "/messages";
const anyString: unknown = expect.any(String);
const anyNumber: unknown = expect.any(Number);
const chatId: unknown = expect.stringMatching(/^chatcmpl-[0-9a-f]+$/);

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ service: today });
});
afterAll(async () => {
  await simulator.stop();
});

describe("answers", () => {
  it("streams reasoning, text, and usage on the final choice", async () => {
    const response = await call(
      simulator,
      chat,
      ask({ stream: true, stream_options: { include_usage: true } }),
    );
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    const frames = parseEventStream(await response.text());
    expect(frames[0]).toMatchObject({
      id: chatId,
      model: "kimi-for-coding",
      choices: [{ index: 0, delta: { role: "assistant" }, finish_reason: null }],
    });
    expect(frames[1]).toMatchObject({ choices: [{ delta: { reasoning_content: anyString } }] });
    expect(frames.at(-2)).toMatchObject({
      choices: [
        {
          delta: {},
          finish_reason: "stop",
          usage: { prompt_tokens: 2, total_tokens: anyNumber, cached_tokens: 0 },
        },
      ],
    });
    expect(frames.at(-1)).toBe("[DONE]");
  });

  it("leaves reasoning out when thinking is disabled", async () => {
    const response = await call(simulator, chat, ask({ stream: true, thinking: { type: "disabled" } }));
    expect(await response.text()).not.toContain("reasoning_content");
  });

  it("answers in one piece when asked to", async () => {
    const response = await call(simulator, chat, ask());
    expect(await response.json()).toMatchObject({
      object: "chat.completion",
      choices: [{ message: { content: "Kimi here. You said: hello" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 2 },
    });
  });

  it("streams Anthropic events, on the beta route too", async () => {
    const response = await call(simulator, `${messages}?beta=true`, ask({ stream: true, max_tokens: 999 }));
    const types = parseEventStream(await response.text()).flatMap((frame) =>
      typeof frame === "object" && frame !== null && "type" in frame ? [frame.type] : [],
    );
    expect(types[0]).toBe("message_start");
    expect(types.slice(-2)).toEqual(["message_delta", "message_stop"]);
  });

  it("answers a message in one piece", async () => {
    const response = await call(simulator, messages, ask({ max_tokens: 999 }));
    expect(await response.json()).toMatchObject({
      type: "message",
      role: "assistant",
      model: "kimi-for-coding",
      content: [{ type: "thinking" }, { type: "text", text: "Kimi here. You said: hello" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 2 },
    });
  });

  it("answers with reasoning alone where the limit of the output leaves no more", async () => {
    const [chatReply, messagesReply] = [
      await call(simulator, chat, ask({ max_completion_tokens: 15 })),
      await call(simulator, messages, ask({ max_tokens: 15 })),
    ];
    expect(await chatReply.json()).toMatchObject({
      choices: [{ message: { content: "", reasoning_content: expect.any(String) }, finish_reason: "length" }],
    });
    expect(await messagesReply.json()).toMatchObject({
      content: [{ type: "thinking" }],
      stop_reason: "max_tokens",
    });
  });

  it("tells what it sees in a photograph of more than a megabyte", async () => {
    const data = await drawPhotograph();
    expect(data.length).toBeGreaterThan(1_200_000);
    const part = { type: "image_url", image_url: { url: `data:image/jpeg;base64,${data}` } };
    const response = await call(simulator, chat, ask({ messages: [{ role: "user", content: [part] }] }));
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: "I see 1 image: a 1400x1000 JPEG, mostly blue." } }],
    });
  });
});
