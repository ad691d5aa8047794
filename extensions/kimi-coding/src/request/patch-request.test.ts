import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { NO_KNOWN_REASONING } from "./known-reasoning.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";

function context(overrides: Partial<PatchContext> = {}): PatchContext {
  return {
    api: OPENAI_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
    knownReasoning: NO_KNOWN_REASONING,
    ...overrides,
  };
}
function chatBody(overrides: object = {}): object {
  return deepFreeze({
    model: "kimi-code",
    messages: [{ role: "user", content: "hi" }],
    stream: true,
    tools: [
      {
        type: "function",
        function: { name: "read", parameters: { type: "object", properties: {}, required: [] } },
      },
    ],
    ...overrides,
  });
}

const pinned = [
  { name: "temperature", value: 0.7 },
  { name: "top_p", value: 0.9 },
  { name: "top_k", value: 5 },
  { name: "n", value: 2 },
  { name: "presence_penalty", value: 1 },
  { name: "frequency_penalty", value: 1 },
  { name: "reasoning_effort", value: "medium" },
  { name: "reasoning", value: { effort: "high" } },
  { name: "enable_thinking", value: true },
  { name: "thinking_budget", value: 1024 },
  { name: "chat_template_kwargs", value: { enable_thinking: true } },
];
const dialects = [{ api: OPENAI_DIALECT }, { api: ANTHROPIC_DIALECT }];

describe.each(dialects)("patchRequest on $api", ({ api }) => {
  it("sends the service's model id and leaves the rest as it came", () => {
    expect(patchRequest(chatBody(), context({ api }))).toStrictEqual({
      ...chatBody(),
      model: "kimi-for-coding",
      thinking: { type: "enabled" },
    });
  });

  it("says that thinking is off where it is", () => {
    expect(patchRequest(chatBody(), context({ api, thinking: false }))).toMatchObject({
      thinking: { type: "disabled" },
    });
  });

  it("replaces a thinking object of the adapter", () => {
    const body = chatBody({ thinking: { type: "enabled", budget_tokens: 4096 } });
    expect(patchRequest(body, context({ api, thinking: false }))).toMatchObject({
      thinking: { type: "disabled" },
    });
    expect(patchRequest(body, context({ api }))).toHaveProperty("thinking", { type: "enabled" });
  });

  it.each(pinned)("sends no $name", ({ name, value }) => {
    const body = chatBody({ [name]: value });
    expect(body).toHaveProperty(name);
    expect(patchRequest(body, context({ api }))).not.toHaveProperty(name);
  });

  it("returns a new body", () => {
    const body = chatBody({ model: "kimi-for-coding", thinking: { type: "enabled" } });
    expect(patchRequest(body, context({ api }))).not.toBe(body);
  });
});

describe("patchRequest on an image that was refused in the message before", () => {
  const bitmap = btoa("BM12345678901234");
  const note = "[image left out: BMP, 1 KB; Kimi Code reads only PNG, JPEG, GIF and WebP]";
  const next = { role: "user", content: "next" };

  it.each([
    {
      api: OPENAI_DIALECT,
      image: { type: "image_url", image_url: { url: `data:image/bmp;base64,${bitmap}` } },
    },
    {
      api: ANTHROPIC_DIALECT,
      image: { type: "image", source: { type: "base64", media_type: "image/bmp", data: bitmap } },
    },
  ])(
    "sends the next message, with a note for the image, where the user was told, on $api",
    ({ api, image }) => {
      const messages = [{ role: "user", content: [{ type: "text", text: "see" }, image] }];
      expect(() => patchRequest(chatBody({ messages }), context({ api }))).toThrow("cannot read the image");
      const body = chatBody({ messages: [...messages, next] });
      expect(() => patchRequest(body, context({ api }))).toThrow("cannot read the image");
      const sent = JSON.stringify(patchRequest(body, context({ api, unanswered: 1 })));
      expect(sent).toContain(note);
      expect(sent).toContain("next");
      expect(sent).not.toContain(bitmap);
    },
  );
});

describe("patchRequest on a body without messages", () => {
  it.each(dialects)("adds none on $api", ({ api }) => {
    expect(patchRequest({ model: "x" }, context({ api }))).toStrictEqual({
      model: "kimi-for-coding",
      thinking: { type: "enabled" },
    });
  });
});

describe("patchRequest on another dialect", () => {
  it("changes the model id and nothing else", () => {
    const body = chatBody({ temperature: 0.5, reasoning: { effort: "high" } });
    expect(patchRequest(body, context({ api: "openai-responses" }))).toStrictEqual({
      ...body,
      model: "kimi-for-coding",
    });
  });
});

describe("patchRequest on a body that is not an object", () => {
  it.each([
    { name: "a text", body: "{}" },
    { name: "an array", body: [{ model: "x" }] },
    { name: "null", body: null },
    { name: "nothing", body: undefined },
  ])("returns $name as it came", ({ body }) => {
    expect(patchRequest(body, context())).toBe(body);
  });
});
