import { describe, expect, it } from "vitest";

import { parseChatRequest } from "./chat-request.ts";

function body(overrides: object = {}): object {
  return { model: "kimi-for-coding", messages: [{ role: "user", content: "hi" }], ...overrides };
}
function message(...messages: object[]): object {
  return body({ messages });
}
function imageAt(url: string) {
  return { type: "image_url", image_url: { url } };
}
function functionTool(name: string) {
  return { type: "function", function: { name, parameters: {} } };
}

describe("parseChatRequest", () => {
  it.each([
    { name: "an empty tool list", value: body({ tools: [] }) },
    { name: "a cache key and unknown fields", value: body({ prompt_cache_key: "s", shoe_size: 43 }) },
    {
      name: "thinking with keep",
      value: body({ thinking: { type: "enabled", keep: "all", effort: "max" } }),
    },
    { name: "the open platform's effort", value: body({ reasoning_effort: "max" }) },
    { name: "adaptive thinking", value: body({ thinking: { type: "adaptive" } }) },
    {
      name: "an image with a null id",
      value: message({
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==", id: null } }],
      }),
    },
    {
      name: "a system message that brings tools and no content",
      value: message(
        { role: "system", tools: [{ type: "function", function: { name: "f", parameters: {} } }] },
        { role: "user", content: "hi" },
      ),
    },
    {
      name: "a built-in function",
      value: body({ tools: [{ type: "builtin_function", function: { name: "$web_search" } }] }),
    },
    {
      name: "an assistant turn with null content and calls",
      value: message({
        role: "assistant",
        content: null,
        reasoning_content: "",
        tool_calls: [{ type: "function", id: "a", function: { name: "f", arguments: "{}" }, extras: {} }],
      }),
    },
    {
      name: "an image in a tool result",
      value: message({
        role: "tool",
        tool_call_id: "a",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }],
      }),
    },
    {
      name: "what hosts add",
      value: body({ stream_options: { include_usage: true }, tool_choice: "auto", max_completion_tokens: 9 }),
    },
  ])("takes $name", ({ value }) => {
    expect(parseChatRequest(value)).toBeDefined();
  });

  it.each([
    { name: "no object", value: "hi" },
    { name: "no model", value: body({ model: undefined }) },
    { name: "no messages", value: body({ messages: [] }) },
    { name: "the developer role", value: message({ role: "developer", content: "hi" }) },
    {
      name: "an unknown part",
      value: message({ role: "user", content: [{ type: "input_text", text: "hi" }] }),
    },
    { name: "a cache key that is not text", value: body({ prompt_cache_key: 7 }) },
    { name: "a tool result without an id", value: message({ role: "tool", content: "hi" }) },
    { name: "an Anthropic tool", value: body({ tools: [{ name: "f", input_schema: {} }] }) },
  ])("refuses $name", ({ value }) => {
    expect(parseChatRequest(value)).toBeUndefined();
  });

  it.each([
    { name: "undefined when the request says nothing", thinking: undefined, expected: undefined },
    { name: "undefined for null", thinking: null, expected: undefined },
    { name: "true when enabled", thinking: { type: "enabled" }, expected: true },
    { name: "false when disabled", thinking: { type: "disabled" }, expected: false },
  ])("reads thinking as $name", ({ thinking, expected }) => {
    expect(parseChatRequest(body({ thinking }))?.thinking).toBe(expected);
  });

  it("reads the effort from within thinking", () => {
    const request = body({ thinking: { type: "enabled", effort: "low" }, reasoning_effort: "max" });
    expect(parseChatRequest(request)?.effort).toBe("low");
    expect(parseChatRequest(body({ reasoning_effort: "max" }))?.effort).toBeUndefined();
  });

  it.each([
    { name: "none", limits: {}, expected: undefined },
    { name: "the older name's", limits: { max_tokens: 7 }, expected: 7 },
    { name: "the newer name's", limits: { max_tokens: 7, max_completion_tokens: 9 }, expected: 9 },
  ])("takes $name limit of the output", ({ limits, expected }) => {
    expect(parseChatRequest(body(limits))?.maxOutputTokens).toBe(expected);
  });

  it("tells empty reasoning from none", () => {
    const turns = parseChatRequest(
      message(
        { role: "assistant", content: "a", reasoning_content: "" },
        { role: "assistant", content: "b" },
      ),
    )?.turns;
    expect(turns).toMatchObject([{ reasoning: "" }, { reasoning: undefined }]);
  });

  it.each([
    { name: "an empty text", content: "", parts: [{ kind: "text", text: "" }] },
    { name: "a blank text", content: " \n", parts: [{ kind: "text", text: "" }] },
    { name: "no part for null", content: null, parts: [] },
    { name: "no part where there is none", content: undefined, parts: [] },
  ])("reads $name beside tool calls", ({ content, parts }) => {
    const toolCalls = [{ type: "function", id: "a", function: { name: "f", arguments: "{}" } }];
    const request = message({ role: "assistant", content, tool_calls: toolCalls });
    expect(parseChatRequest(request)?.turns[0]?.parts).toEqual(parts);
  });

  it("reads data URLs as bytes and everything else as an address", () => {
    const content = [
      imageAt("data:image/PNG;base64,QUJD"),
      imageAt("https://x.test/a.png"),
      imageAt("ms://file"),
    ];
    expect(parseChatRequest(message({ role: "user", content }))?.turns[0]?.parts).toEqual([
      { kind: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" } },
      { kind: "image", source: { kind: "url", url: "https://x.test/a.png" } },
      { kind: "image", source: { kind: "url", url: "ms://file" } },
    ]);
  });

  it("offers the tools of later system messages too", () => {
    const request = body({
      tools: [functionTool("first")],
      messages: [
        { role: "system", tools: [functionTool("second")] },
        { role: "user", content: "hi" },
      ],
    });
    expect(parseChatRequest(request)?.tools.map(({ name }) => name)).toEqual(["first", "second"]);
  });

  it("measures the messages as they were sent", () => {
    const sent = { role: "user", content: "ü", unread: "x".repeat(100) };
    expect(parseChatRequest(message(sent))?.messagesBytes).toBe(Buffer.byteLength(JSON.stringify([sent])));
  });
});
