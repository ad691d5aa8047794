import { describe, expect, it } from "vitest";
import { z } from "zod";

import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../endpoint.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";
import { deepFreeze } from "../test-support.ts";

function context(overrides: Partial<PatchContext> = {}): PatchContext {
  return {
    api: OPENAI_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
    reasoningByToolCallId: new Map(),
    ...overrides,
  };
}
const patchedSchema = z.looseObject({ messages: z.array(z.looseObject({ content: z.unknown() })) });

function toolCall(id: string) {
  return { id, type: "function", function: { name: "read", arguments: "{}" } };
}
function chatBody(overrides: object = {}): object {
  return deepFreeze({
    model: "kimi-code",
    messages: [{ role: "user", content: "hi" }],
    stream: true,
    tools: [{ type: "function", function: { name: "read", parameters: { type: "object" } } }],
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

  it("gives the same for what it gave", () => {
    const body = chatBody({
      temperature: 1,
      messages: [
        { role: "assistant", content: null, tool_calls: [toolCall("a")] },
        { role: "tool", tool_call_id: "a", content: "text" },
      ],
    });
    const once = patchRequest(body, context({ api }));
    expect(patchRequest(once, context({ api }))).toStrictEqual(once);
  });

  it("returns a new body", () => {
    const body = chatBody({ model: "kimi-for-coding", thinking: { type: "enabled" } });
    expect(patchRequest(body, context({ api }))).not.toBe(body);
  });
});

describe("patchRequest on chat completions", () => {
  const known = new Map([
    ["a", "reading first"],
    ["b", "then writing"],
  ]);

  it.each([
    {
      name: "fills in the reasoning of a tool turn",
      message: { role: "assistant", content: null, tool_calls: [toolCall("a")] },
      reasoning: "reading first",
    },
    {
      name: "fills in the reasoning of the first call that has some",
      message: {
        role: "assistant",
        content: null,
        tool_calls: [toolCall("x"), toolCall("b"), toolCall("a")],
      },
      reasoning: "then writing",
    },
    {
      name: "fills in an empty text where the reasoning is not known",
      message: { role: "assistant", content: null, tool_calls: [toolCall("x")] },
      reasoning: "",
    },
    {
      name: "fills in an empty text where the calls have no ids",
      message: { role: "assistant", content: null, tool_calls: [null, "a", {}, { id: 7 }] },
      reasoning: "",
    },
    {
      name: "fills in for a null",
      message: { role: "assistant", tool_calls: [toolCall("a")], reasoning_content: null },
      reasoning: "reading first",
    },
    {
      name: "keeps the reasoning that the adapter wrote",
      message: { role: "assistant", tool_calls: [toolCall("a")], reasoning_content: "its own" },
      reasoning: "its own",
    },
    {
      name: "keeps an empty text that the adapter wrote",
      message: { role: "assistant", tool_calls: [toolCall("a")], reasoning_content: "" },
      reasoning: "",
    },
  ])("$name", ({ message, reasoning }) => {
    const body = chatBody({ messages: [message] });
    expect(patchRequest(body, context({ reasoningByToolCallId: known }))).toMatchObject({
      messages: [{ ...message, reasoning_content: reasoning }],
    });
  });

  it.each([
    { name: "a user message", message: { role: "user", content: "hi" } },
    { name: "a tool result", message: { role: "tool", tool_call_id: "a", content: "text" } },
    { name: "a plain answer", message: { role: "assistant", content: "hello" } },
    {
      name: "an answer with an empty list of calls",
      message: { role: "assistant", content: "", tool_calls: [] },
    },
    {
      name: "an answer with reasoning",
      message: { role: "assistant", content: "x", reasoning_content: "y" },
    },
    { name: "what is no message", message: "hi" },
  ])("leaves $name as it came", ({ message }) => {
    const body = chatBody({ messages: [message] });
    expect(patchRequest(body, context({ reasoningByToolCallId: known }))).toHaveProperty("messages", [
      message,
    ]);
  });

  it("takes reasoning out of all assistant messages where thinking is off", () => {
    const body = chatBody({
      messages: [
        { role: "assistant", content: "x", reasoning_content: "y" },
        { role: "assistant", content: null, tool_calls: [toolCall("a")], reasoning_content: "z" },
        { role: "assistant", content: null, tool_calls: [toolCall("b")] },
      ],
    });
    const off = context({ thinking: false, reasoningByToolCallId: known });
    expect(patchRequest(body, off)).toHaveProperty("messages", [
      { role: "assistant", content: "x" },
      { role: "assistant", content: null, tool_calls: [toolCall("a")] },
      { role: "assistant", content: null, tool_calls: [toolCall("b")] },
    ]);
  });

  it("adds no messages to a body that has none", () => {
    expect(patchRequest({ model: "x" }, context())).toStrictEqual({
      model: "kimi-for-coding",
      thinking: { type: "enabled" },
    });
  });
});

describe("patchRequest on messages", () => {
  const call = { type: "tool_use", id: "a", name: "read", input: {} };
  const said = { type: "text", text: "Let me see." };
  const thought = { type: "thinking", thinking: "hm" };
  const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "text" }] };

  function patchedContent(content: unknown, overrides: Partial<PatchContext> = {}): unknown {
    const messages = [{ role: "assistant", content }, result];
    const known = { api: ANTHROPIC_DIALECT, reasoningByToolCallId: new Map([["a", "hm"]]), ...overrides };
    const patched = patchRequest(deepFreeze(chatBody({ messages })), context(known));
    expect(patched).toHaveProperty("messages.1", result);
    return patchedSchema.parse(patched).messages[0]?.content;
  }

  it.each([
    {
      name: "puts known reasoning in front of a tool turn",
      content: [said, call],
      expected: [thought, said, call],
    },
    {
      name: "takes it out of the text that a host made of it",
      content: [{ type: "text", text: "hm" }, said, call],
      expected: [thought, said, call],
    },
    {
      name: "leaves a tool turn that has its reasoning",
      content: [thought, call],
      expected: [thought, call],
    },
    { name: "leaves a turn without a tool", content: [said], expected: [said] },
    { name: "leaves a turn that is a text", content: "Let me see.", expected: "Let me see." },
  ])("$name", ({ content, expected }) => {
    expect(patchedContent(content)).toStrictEqual(expected);
  });

  it("says nothing where the reasoning is not known, but that there was some", () => {
    const unknown = { type: "thinking", thinking: "" };
    const empty = { type: "text", text: "" };
    expect(patchedContent([empty, call], { reasoningByToolCallId: new Map() })).toStrictEqual([
      unknown,
      empty,
      call,
    ]);
  });

  it("takes reasoning out where thinking is off", () => {
    expect(patchedContent([thought, said, call], { thinking: false })).toStrictEqual([said, call]);
    expect(patchedContent([said, call], { thinking: false })).toStrictEqual([said, call]);
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

describe("patchRequest on a body that is no object", () => {
  it.each([
    { name: "a text", body: "{}" },
    { name: "an array", body: [{ model: "x" }] },
    { name: "null", body: null },
    { name: "nothing", body: undefined },
  ])("returns $name as it came", ({ body }) => {
    expect(patchRequest(body, context())).toBe(body);
  });
});
