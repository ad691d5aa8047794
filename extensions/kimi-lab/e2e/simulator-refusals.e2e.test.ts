import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { anthropicError, ask, call, openAiError, today } from "../simulator/test-support.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ service: today });
});
afterAll(async () => {
  await simulator.stop();
});

function say(...turns: object[]): object {
  return ask({ messages: [{ role: "user", content: "go" }, ...turns] });
}

const chatCall = { type: "function", id: "a", function: { name: "read", arguments: "{}" } };
function chatTool(name: string, properties: object = {}): object {
  return { type: "function", function: { name, parameters: { type: "object", properties } } };
}
function chatImage(url: string): object {
  return { role: "user", content: [{ type: "image_url", image_url: { url, id: null } }] };
}
const toolUse = { type: "tool_use", id: "a", name: "read", input: {} };
const toolResult = { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "x" }] };
function messagesTool(name: string, properties: object = {}): object {
  return { name, input_schema: { type: "object", properties } };
}
function messagesImage(source: object): object {
  return { role: "user", content: [{ type: "image", source }] };
}

const functionName =
  "function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes";

describe("refused on /chat/completions", () => {
  it.each([
    { name: "malformed JSON", body: "{", message: "Invalid request Error" },
    { name: "an empty body", body: "", message: "Invalid request Error" },
    {
      name: "the developer role",
      body: say({ role: "developer", content: "x" }),
      message: "Invalid request Error",
    },
    {
      name: "an empty text part",
      body: say({ role: "user", content: [{ type: "text", text: "" }] }),
      message: "text content is empty",
    },
    {
      name: "an empty assistant message",
      body: say({ role: "assistant", content: "" }, { role: "user", content: "x" }),
      message: "the message at position 1 with role 'assistant' must not be empty",
    },
    {
      name: "a tool turn without reasoning_content",
      body: say(
        { role: "assistant", tool_calls: [chatCall] },
        { role: "tool", tool_call_id: "a", content: "x" },
      ),
      message:
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 1",
    },
    {
      name: "a tool result that answers nothing",
      body: say({ role: "tool", tool_call_id: "a", content: "x" }),
      message: "tool_call_id  is not found",
    },
    {
      name: "a tool call that nothing answers",
      body: say(
        { role: "assistant", reasoning_content: "", tool_calls: [chatCall] },
        { role: "user", content: "x" },
      ),
      message:
        "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
    },
    {
      name: "a function name that starts with a digit",
      body: ask({ tools: [chatTool("12306__query")] }),
      message: functionName,
    },
    {
      name: "a property without a type",
      body: ask({ tools: [chatTool("f", { where: { description: "x" } })] }),
      message:
        "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'properties.where': type is not defined>",
    },
    {
      name: "a duplicate function name",
      body: ask({ tools: [chatTool("f"), chatTool("f")] }),
      message: "function name f is duplicated",
    },
    {
      name: "129 tools",
      body: ask({ tools: Array.from({ length: 129 }, (_, index) => chatTool(`f${index}`)) }),
      message: "a max of 128 tools can be supported",
    },
    {
      name: "another temperature",
      body: ask({ temperature: 0.7 }),
      message: "invalid temperature: only 1 is allowed for this model",
    },
    {
      name: "an image address",
      body: say(chatImage("http://x.test/a.png")),
      message: "unsupported image url",
    },
    {
      name: "an image that is none",
      body: say(chatImage("data:image/png;base64,aGVsbG8=")),
      message: "unsupported image format",
    },
    {
      name: "more text than the model takes",
      body: ask({ messages: [{ role: "user", content: "x".repeat(4_400_000) }] }),
      message: "Your request exceeded model token limit: 1048576 (requested: 1100000)",
    },
  ])("$name", async ({ body, message }) => {
    const response = await call(simulator, "/chat/completions", body);
    expect(response.status).toBe(400);
    expect(response.headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(await response.json()).toEqual(openAiError("invalid_request_error", message));
  });
});

describe("refused on /messages", () => {
  it.each([
    { name: "malformed JSON", body: "{", message: "Invalid request Error" },
    { name: "a system role", body: say({ role: "system", content: "x" }), message: "Invalid request Error" },
    {
      name: "an empty text block",
      body: say({ role: "user", content: [{ type: "text", text: "" }] }),
      message: "text content is empty",
    },
    {
      name: "an empty assistant message",
      body: say({ role: "assistant", content: [] }, { role: "user", content: "x" }),
      message: "the message at position 1 with role 'assistant' must not be empty",
    },
    {
      name: "a tool turn without a thinking block",
      body: say({ role: "assistant", content: [toolUse] }, toolResult),
      message:
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 1",
    },
    {
      name: "a tool result that answers nothing",
      body: say(toolResult),
      message: "tool_call_id  is not found",
    },
    {
      name: "a property without a type",
      body: ask({ tools: [messagesTool("f", { where: {} })] }),
      message:
        "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'properties.where': type is not defined>",
    },
    {
      name: "a tool name with a dot",
      body: ask({ tools: [messagesTool("a.b")] }),
      message: functionName,
    },
    {
      name: "a duplicate tool name",
      body: ask({ tools: [messagesTool("f"), messagesTool("f")] }),
      message: "function name f is duplicated",
    },
    {
      name: "another temperature",
      body: ask({ temperature: 0 }),
      message: "invalid temperature: only 1 is allowed for this model",
    },
    {
      name: "an image address",
      body: say(messagesImage({ type: "url", url: "http://x.test/a.png" })),
      message: "unsupported image url",
    },
    {
      name: "an image that is none",
      body: say(messagesImage({ type: "base64", media_type: "image/png", data: "aGVsbG8=" })),
      message: "unsupported image format",
    },
  ])("$name", async ({ body, message }) => {
    const response = await call(simulator, "/messages", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject(anthropicError("invalid_request_error", message));
  });
});

describe("size", () => {
  it.each([
    { name: "as it was until September 2026", service: { version: "before-2026-09" }, limit: 2_097_152 },
    { name: "as it is told to be", service: { messageBytesLimit: 1_000_000 }, limit: 1_000_000 },
  ] as const)("of messages has a limit: $name", async ({ service, limit }) => {
    const content = "x".repeat(limit);
    const size = Buffer.byteLength(JSON.stringify([{ role: "user", content }]));
    const limited = await startSimulator({ service });
    try {
      const response = await call(
        limited,
        "/chat/completions",
        ask({ messages: [{ role: "user", content }] }),
      );
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual(
        openAiError("invalid_request_error", `total message size ${size} exceeds limit ${limit}`),
      );
    } finally {
      await limited.stop();
    }
  });

  it("of an image within a request has one", async () => {
    const image = chatImage(`data:image/png;base64,${"A".repeat(7 * 1024 * 1024)}`);
    const response = await call(simulator, "/chat/completions", say(image));
    expect(await response.json()).toEqual(
      openAiError("invalid_request_error", "image size 5505024 exceeds limit 5242880"),
    );
  });

  it("of a body has a hard maximum, and the client gets to read why", async () => {
    const limited = await startSimulator({ service: { version: "before-2026-09" } });
    try {
      const body = ask({ padding: "x".repeat(17 * 1024 * 1024) });
      const response = await call(limited, "/chat/completions", body);
      expect(response.status).toBe(413);
      expect(await response.json()).toEqual(
        openAiError("invalid_request_error", "Request exceeds the maximum size"),
      );
    } finally {
      await limited.stop();
    }
  });
});

describe("the prefix of some accounts", () => {
  it("stands before each 400, and before nothing else", async () => {
    simulator.changeService({ prefixesRefusals: true });
    const malformed = await call(simulator, "/chat/completions", ask({ temperature: 0 }));
    const unknown = await call(simulator, "/messages", ask({ model: "kimi-k3" }));
    simulator.changeService({ prefixesRefusals: false });
    expect(await malformed.json()).toEqual(
      openAiError(
        "invalid_request_error",
        "Invalid request: invalid temperature: only 1 is allowed for this model",
      ),
    );
    expect(await unknown.json()).toMatchObject({
      error: { message: expect.stringMatching(/^Your model id does not exist/) },
    });
  });
});
