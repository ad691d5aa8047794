import { describe, expect, it } from "vitest";

import type { Conversation, OfferedTool, Turn } from "./conversation.ts";
import { modelRows } from "./models.ts";
import { assistantCalls, buildConversation, toolReturns, userSays } from "./test-support.ts";
import { isThinking, validate } from "./validate.ts";

const model = modelRows["kimi-for-coding"];

function tools(...names: string[]): OfferedTool[] {
  return names.map((name) => ({ name, parameters: { type: "object", properties: {} } }));
}
function manyTools(count: number): OfferedTool[] {
  return tools(...Array.from({ length: count }, (_, index) => `tool${index}`));
}
function emptyAssistant(index: number): Turn {
  return { role: "assistant", index, parts: [], reasoning: "hm", toolCalls: [] };
}
function typeless(): OfferedTool[] {
  return [{ name: "find", parameters: { type: "object", properties: { what: {} } } }];
}

interface Row {
  readonly name: string;
  readonly given: Partial<Conversation>;
}

const accepted: readonly Row[] = [
  { name: "a plain question", given: {} },
  { name: "messages of the largest size", given: { messagesBytes: 2_097_152 } },
  { name: "temperature 1", given: { temperature: 1 } },
  { name: "128 tools", given: { tools: manyTools(128) } },
  { name: "a built-in function", given: { tools: [{ name: "$web_search", parameters: undefined }] } },
  {
    name: "a tool turn with reasoning",
    given: { turns: [userSays("go"), assistantCalls(["a"], "because"), toolReturns("a", "ok")] },
  },
  {
    name: "an earlier answer without reasoning",
    given: {
      turns: [
        userSays("go"),
        {
          role: "assistant",
          index: 1,
          parts: [{ kind: "text", text: "ok" }],
          reasoning: undefined,
          toolCalls: [],
        },
        userSays("on", 2),
      ],
    },
  },
  {
    name: "a tool turn with empty reasoning",
    given: { turns: [userSays("go"), assistantCalls(["a"], ""), toolReturns("a", "ok")] },
  },
  {
    name: "a tool turn without reasoning when thinking is off",
    given: { thinking: false, turns: [userSays("go"), assistantCalls(["a"]), toolReturns("a", "ok")] },
  },
  {
    name: "results in another order than the calls",
    given: {
      turns: [
        userSays("go"),
        assistantCalls(["a", "b"], ""),
        toolReturns("b", "2"),
        toolReturns("a", "1", 3),
      ],
    },
  },
  { name: "a call at the very end", given: { turns: [userSays("go"), assistantCalls(["a"], "")] } },
  {
    name: "a tool result without text",
    given: {
      turns: [
        userSays("go"),
        assistantCalls(["a"], ""),
        { role: "tool", index: 2, parts: [], toolCallId: "a" },
      ],
    },
  },
  { name: "text just below the token limit", given: { turns: [userSays("x".repeat(262_144 * 4))] } },
];

const refused: readonly (Row & { readonly message: string })[] = [
  {
    name: "messages above the size limit",
    given: { messagesBytes: 2_097_153 },
    message: "total message size 2097153 exceeds limit 2097152",
  },
  {
    name: "temperature 0.6",
    given: { temperature: 0.6 },
    message: "invalid temperature: only 1 is allowed for this model",
  },
  {
    name: "temperature 0",
    given: { temperature: 0 },
    message: "invalid temperature: only 1 is allowed for this model",
  },
  { name: "129 tools", given: { tools: manyTools(129) }, message: "a max of 128 tools can be supported" },
  {
    name: "two tools of one name",
    given: { tools: tools("a", "b", "a") },
    message: "function name a is duplicated",
  },
  {
    name: "a property without a type",
    given: { tools: typeless() },
    message:
      "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'properties.what': type is not defined>",
  },
  {
    name: "an empty text part",
    given: { turns: [{ role: "user", index: 0, parts: [{ kind: "text", text: "" }] }] },
    message: "text content is empty",
  },
  {
    name: "an assistant turn with nothing but reasoning",
    given: { turns: [userSays("go"), emptyAssistant(1), userSays("again", 2)] },
    message: "the message at position 1 with role 'assistant' must not be empty",
  },
  {
    name: "a tool turn without reasoning when the request asks for thinking",
    given: { thinking: true, turns: [userSays("go"), assistantCalls(["a"]), toolReturns("a", "ok")] },
    message: "thinking is enabled but reasoning_content is missing in assistant tool call message at index 1",
  },
  {
    name: "a tool turn without reasoning when the request leaves thinking to the model",
    given: { turns: [userSays("go"), assistantCalls(["a"], undefined, 4), toolReturns("a", "ok")] },
    message: "thinking is enabled but reasoning_content is missing in assistant tool call message at index 4",
  },
  {
    name: "a result without a call",
    given: { turns: [userSays("go"), toolReturns("a", "ok")] },
    message: "tool_call_id  is not found",
  },
  {
    name: "a result before its call",
    given: { turns: [userSays("go"), toolReturns("a", "ok"), assistantCalls(["a"], "")] },
    message: "tool_call_id  is not found",
  },
  {
    name: "a call that is never answered",
    given: {
      turns: [userSays("go"), assistantCalls(["a", "b"], ""), toolReturns("a", "1"), userSays("and?", 3)],
    },
    message: "tool_call_id  is not found",
  },
  {
    name: "a second result of a call",
    given: {
      turns: [userSays("go"), assistantCalls(["a"], ""), toolReturns("a", "1"), toolReturns("a", "2", 3)],
    },
    message: "tool_call_id  is not found",
  },
  {
    name: "an id that two turns use",
    given: {
      turns: [
        userSays("go"),
        assistantCalls(["exec:0"], ""),
        toolReturns("exec:0", "1"),
        assistantCalls(["exec:0"], "", 3),
        toolReturns("exec:0", "2", 4),
      ],
    },
    message: "Invalid request Error",
  },
  {
    name: "an id that one turn uses twice",
    given: { turns: [userSays("go"), assistantCalls(["a", "a"], "")] },
    message: "Invalid request Error",
  },
  {
    name: "text above the token limit",
    given: { turns: [userSays("x".repeat(262_144 * 4 + 1))] },
    message: "Your request exceeded model token limit: 262144 (requested: 262145)",
  },
];

describe("validate", () => {
  it.each(accepted)("accepts $name", ({ given }) => {
    expect(validate(buildConversation(given), model)).toBeUndefined();
  });

  it.each(refused)("refuses $name", ({ given, message }) => {
    expect(validate(buildConversation(given), model)).toEqual({
      status: 400,
      type: "invalid_request_error",
      message,
    });
  });

  describe.each([
    { dialect: "openai", field: "thinking.effort" },
    { dialect: "anthropic", field: "output_config.effort" },
  ] as const)("on the $dialect dialect", ({ dialect, field }) => {
    it.each(["low", "high", "max"])("accepts the effort %s on a model that lists it", (effort) => {
      expect(validate(buildConversation({ dialect, effort }), modelRows.k3)).toBeUndefined();
    });

    it.each(["medium", "off", "MAX", ""])("refuses the effort '%s' there", (effort) => {
      expect(validate(buildConversation({ dialect, effort }), modelRows.k3)).toEqual({
        status: 400,
        type: "invalid_request_error",
        message: `invalid ${field}: ${effort}`,
      });
    });
  });

  it("reads no effort with thinking off, or on a model that lists none", () => {
    expect(validate(buildConversation({ thinking: false, effort: "medium" }), modelRows.k3)).toBeUndefined();
    expect(validate(buildConversation({ effort: "medium" }), model)).toBeUndefined();
  });

  it("allows a larger context on a model that has one", () => {
    const turns = [userSays("x".repeat(262_144 * 4 + 1))];
    expect(validate(buildConversation({ turns }), modelRows.k3)).toBeUndefined();
  });
});

describe("isThinking", () => {
  it.each([
    { name: "is on when the request says nothing", thinking: undefined, expected: true },
    { name: "is on when asked for", thinking: true, expected: true },
    { name: "is off when disabled", thinking: false, expected: false },
  ])("$name", ({ thinking, expected }) => {
    expect(isThinking(buildConversation({ thinking }), model)).toBe(expected);
  });
});
