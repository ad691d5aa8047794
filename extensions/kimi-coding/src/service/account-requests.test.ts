import { describe, expect, it } from "vitest";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { chatProbe, modelsProbe } from "./account-requests.ts";

const openai = { api: OPENAI_DIALECT, baseUrl: "http://127.0.0.1:1/coding/v1", secret: "sk-kimi-x" };
const anthropic = { api: ANTHROPIC_DIALECT, baseUrl: "http://127.0.0.1:1/coding", secret: "sk-kimi-x" };

describe("chatProbe", () => {
  it("asks for one token on either dialect, with the key where that dialect takes it", () => {
    const chat = chatProbe(openai, "kimi-for-coding");
    expect(chat).toMatchObject({
      method: "POST",
      url: "http://127.0.0.1:1/coding/v1/chat/completions",
      headers: { Authorization: "Bearer sk-kimi-x" },
    });
    expect(JSON.parse(chat.body ?? "")).toMatchObject({ model: "kimi-for-coding", max_completion_tokens: 1 });
    const messages = chatProbe(anthropic, "kimi-for-coding");
    expect(messages).toMatchObject({
      method: "POST",
      url: "http://127.0.0.1:1/coding/v1/messages",
      headers: { "x-api-key": "sk-kimi-x", "anthropic-version": "2023-06-01" },
    });
    expect(messages.headers).not.toHaveProperty("Authorization");
    expect(JSON.parse(messages.body ?? "")).toMatchObject({ model: "kimi-for-coding", max_tokens: 1 });
  });
});

describe("modelsProbe", () => {
  it.each([openai, anthropic])("asks the one list on $api", (target) => {
    expect(modelsProbe(target)).toMatchObject({
      method: "GET",
      url: "http://127.0.0.1:1/coding/v1/models",
      headers: { Authorization: "Bearer sk-kimi-x" },
      body: null,
    });
  });
});
