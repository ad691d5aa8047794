import { describe, expect, it } from "vitest";

import { parseMessagesRequest } from "./messages-request.ts";

function body(overrides: object = {}): object {
  return {
    model: "kimi-for-coding",
    max_tokens: 9,
    messages: [{ role: "user", content: "hi" }],
    ...overrides,
  };
}
function message(...messages: object[]): object {
  return body({ messages });
}
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "QUJD" } };

describe("parseMessagesRequest", () => {
  it("puts the system prompt before the messages", () => {
    const request = parseMessagesRequest(
      body({ system: [{ type: "text", text: "be kind", cache_control: { type: "ephemeral" } }] }),
    );
    expect(request?.turns).toEqual([
      { role: "system", index: -1, parts: [{ kind: "text", text: "be kind" }] },
      { role: "user", index: 0, parts: [{ kind: "text", text: "hi" }] },
    ]);
  });

  it("splits tool results from what the user adds", () => {
    const request = parseMessagesRequest(
      message({
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "one" },
          { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "two" }, image] },
          { type: "text", text: "go on" },
        ],
      }),
    );
    expect(request?.turns).toEqual([
      { role: "tool", index: 0, toolCallId: "a", parts: [{ kind: "text", text: "one" }] },
      {
        role: "tool",
        index: 0,
        toolCallId: "b",
        parts: [
          { kind: "text", text: "two" },
          { kind: "image", source: { kind: "base64", mediaType: "image/png", data: "QUJD" } },
        ],
      },
      { role: "user", index: 0, parts: [{ kind: "text", text: "go on" }] },
    ]);
  });

  it("keeps what the user says before a tool result before it", () => {
    const content = [
      { type: "text", text: "first" },
      { type: "tool_result", tool_use_id: "a" },
    ];
    expect(parseMessagesRequest(message({ role: "user", content }))?.turns).toEqual([
      { role: "user", index: 0, parts: [{ kind: "text", text: "first" }] },
      { role: "tool", index: 0, toolCallId: "a", parts: [] },
    ]);
  });

  it("reads thinking blocks without a signature, text and calls of an assistant turn", () => {
    const content = [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "ok" },
      { type: "tool_use", id: "a", name: "read", input: {} },
    ];
    expect(parseMessagesRequest(message({ role: "assistant", content }))?.turns).toEqual([
      {
        role: "assistant",
        index: 0,
        parts: [{ kind: "text", text: "ok" }],
        reasoning: "hm",
        toolCalls: [{ id: "a", name: "read" }],
      },
    ]);
  });

  it("leaves reasoning undefined in an assistant turn without a thinking block", () => {
    const content = [{ type: "tool_use", id: "a", name: "read", input: {} }];
    expect(parseMessagesRequest(message({ role: "assistant", content }))?.turns).toMatchObject([
      { reasoning: undefined },
    ]);
  });

  it("reads the effort and the limit of the output", () => {
    const request = body({ thinking: { type: "enabled" }, output_config: { effort: "low" } });
    expect(parseMessagesRequest(request)).toMatchObject({ effort: "low", maxOutputTokens: 9 });
    expect(parseMessagesRequest(body())?.effort).toBeUndefined();
  });

  it.each([
    {
      name: "betas, metadata and context management",
      value: body({ betas: ["x"], metadata: {}, context_management: {} }),
    },
    { name: "a user id", value: body({ metadata: { user_id: "u" } }) },
    { name: "thinking without a budget", value: body({ thinking: { type: "enabled" } }) },
    {
      name: "a tool with unknown fields",
      value: body({ tools: [{ name: "f", input_schema: {}, strict: true }] }),
    },
    { name: "a video", value: message({ role: "user", content: [{ ...image, type: "video" }] }) },
  ])("takes $name", ({ value }) => {
    expect(parseMessagesRequest(value)).toBeDefined();
  });

  it.each([
    { name: "a system message among the messages", value: message({ role: "system", content: "hi" }) },
    {
      name: "an OpenAI image",
      value: message({ role: "user", content: [{ type: "image_url", image_url: {} }] }),
    },
    { name: "no messages", value: body({ messages: undefined }) },
    { name: "a user id that is not text", value: body({ metadata: { user_id: 7 } }) },
  ])("refuses $name", ({ value }) => {
    expect(parseMessagesRequest(value)).toBeUndefined();
  });
});
