import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../../test-support/values.ts";
import { buildChatBody, settleChatBody, type ChatRequest } from "./chat-body.ts";

const request: ChatRequest = {
  wireModelId: "k3",
  thinking: { type: "enabled", effort: "high" },
  outputTokens: 32_768,
  contextTokens: 262_144,
  cacheKey: "c0ffee",
};
const conversation = { messages: [{ role: "user" as const, content: "hi" }] };
const parameters = { type: "object", properties: { path: {} } };
const tools = [
  { name: "read", description: "Reads.", parameters },
  { name: "read", description: "Reads, too.", parameters },
];

describe("buildChatBody", () => {
  it("says all that the service needs, and nothing that it does not know", () => {
    expect(buildChatBody(deepFreeze({ ...conversation, tools }), request)).toStrictEqual({
      model: "k3",
      messages: [{ role: "user", content: "hi" }],
      tools: [
        {
          type: "function",
          function: {
            name: "read",
            description: "Reads.",
            parameters: expect.objectContaining({ type: "object", required: [] }),
          },
        },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 32_768,
      thinking: { type: "enabled", effort: "high" },
      prompt_cache_key: "c0ffee",
    });
  });

  it("leaves out what nobody asks for", () => {
    const body = buildChatBody(conversation, {
      ...request,
      cacheKey: undefined,
      thinking: { type: "disabled", effort: undefined },
      stop: [],
      toolChoice: "none",
    });
    expect(Object.keys(body).toSorted()).toStrictEqual(
      ["max_completion_tokens", "messages", "model", "stream", "stream_options", "thinking"].toSorted(),
    );
    expect(body["thinking"]).toStrictEqual({ type: "disabled" });
  });

  it("passes on a choice of tools, stops and a form for the answer", () => {
    const schema = { type: "object", properties: {} };
    expect(
      buildChatBody(
        { ...conversation, tools },
        { ...request, toolChoice: "none", stop: ["END"], responseFormat: schema },
      ),
    ).toMatchObject({
      tool_choice: "none",
      stop: ["END"],
      response_format: { type: "json_schema", json_schema: { name: "response", schema } },
    });
    expect(
      buildChatBody(conversation, { ...request, responseFormat: { type: "json_object" } }),
    ).toMatchObject({
      response_format: { type: "json_object" },
    });
  });
});

describe("settleChatBody", () => {
  it("puts right what hooks of the host, or the user's params, made of a body", () => {
    const body = {
      ...buildChatBody(conversation, request),
      model: "kimi-code",
      temperature: 0.7,
      reasoning_effort: "low",
      max_tokens: 100,
      extra: 1,
    };
    const settled = settleChatBody(deepFreeze(body), request);
    expect(settled).toStrictEqual({ ...buildChatBody(conversation, request), extra: 1 });
  });

  it("leaves alone what is not an object", () => {
    expect(settleChatBody("text", request)).toBe("text");
  });
});
