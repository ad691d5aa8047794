import { describe, expect, it } from "vitest";

import type { Conversation, OfferedTool, Turn } from "./conversation.ts";
import { earlierModelRows, modelRows } from "./models.ts";
import { resolveService } from "./service.ts";
import { assistantCalls, buildConversation, toolReturns, userSays } from "./test-support.ts";
import { isThinking, validate, type Limits } from "./validate.ts";

const model = modelRows["kimi-for-coding"];
const highspeed = modelRows["kimi-for-coding-highspeed"];
/** What the service does since September 2026, with the 2 MiB of messages that some accounts still have. */
const limits: Limits = {
  ...resolveService({ version: "2026-09", messageBytesLimit: 2_097_152 }),
  isWindowOfPlan: false,
};

function tools(...names: string[]): OfferedTool[] {
  return names.map((name) => ({ name, parameters: { type: "object", properties: {} } }));
}
function manyTools(count: number): OfferedTool[] {
  return tools(...Array.from({ length: count }, (_, index) => `tool${index}`));
}
function emptyAssistant(index: number): Turn {
  return { role: "assistant", index, parts: [], reasoning: "hm", toolCalls: [] };
}
const functionName =
  "function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes";
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
  {
    name: "a built-in function",
    given: { tools: [{ name: "$web_search", parameters: undefined, isBuiltIn: true }] },
  },
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
  { name: "text just below the token limit", given: { turns: [userSays("x".repeat(1_048_576 * 4))] } },
  { name: "a function name of 64 letters", given: { tools: tools("a".repeat(64)) } },
  { name: "a function name of every kind of character", given: { tools: tools("Read_2-files") } },
  { name: "thinking off", given: { thinking: false } },
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
    message:
      "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
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
    given: { turns: [userSays("x".repeat(1_048_576 * 4 + 1))] },
    message: "Your request exceeded model token limit: 1048576 (requested: 1048577)",
  },
  {
    name: "a schema whose root is at fault",
    given: { tools: [{ name: "find", parameters: { type: "object", anyOf: [{ type: "object" }] } }] },
    message:
      "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'root': when using anyOf, type should be defined in anyOf items instead of the parent schema>",
  },
  ...["12306__query", "21st_magic", "a.b", "_private", "$web_search", "größe", "a".repeat(65)].map(
    (name) => ({
      name: `a function called ${name}`,
      given: { tools: tools(name) },
      message: functionName,
    }),
  ),
  {
    name: "an earlier call of a function that cannot be",
    given: {
      turns: [
        userSays("go"),
        {
          role: "assistant" as const,
          index: 1,
          parts: [],
          reasoning: "",
          toolCalls: [{ id: "a", name: "12306__query" }],
        },
        toolReturns("a", "ok"),
      ],
    },
    message: functionName,
  },
];

describe("validate", () => {
  it.each(accepted)("accepts $name", ({ given }) => {
    expect(validate(buildConversation(given), model, limits)).toBeUndefined();
  });

  it.each(refused)("refuses $name", ({ given, message }) => {
    expect(validate(buildConversation(given), model, limits)).toEqual({
      status: 400,
      type: "invalid_request_error",
      message,
    });
  });

  describe.each([
    { dialect: "openai", field: "thinking.effort" },
    { dialect: "anthropic", field: "output_config.effort" },
  ] as const)("on the $dialect dialect", ({ dialect, field }) => {
    it.each(["low", "high", "max"])("accepts the effort %s on each model that lists it", (effort) => {
      const faults = Object.values(modelRows).map((row) =>
        validate(buildConversation({ dialect, effort }), row, limits),
      );
      expect(faults).toStrictEqual(faults.map(() => undefined));
    });

    it.each(["medium", "off", "MAX", ""])("refuses the effort '%s' there", (effort) => {
      const refusal = {
        status: 400,
        type: "invalid_request_error",
        message: `invalid ${field}: ${effort}`,
      };
      expect(validate(buildConversation({ dialect, effort }), modelRows.k3, limits)).toEqual(refusal);
      expect(validate(buildConversation({ dialect, effort }), model, limits)).toEqual(refusal);
    });
  });

  it("reads the open platform's effort as well, by its own name", () => {
    expect(validate(buildConversation({ reasoningEffort: "max" }), model, limits)).toBeUndefined();
    expect(validate(buildConversation({ reasoningEffort: "medium" }), model, limits)).toMatchObject({
      message: "invalid reasoning_effort: medium",
    });
  });

  it("reads no effort with thinking off, or on a model that lists none", () => {
    const off = buildConversation({ thinking: false, effort: "medium" });
    expect(validate(off, model, limits)).toBeUndefined();
    expect(validate(buildConversation({ effort: "medium" }), highspeed, limits)).toBeUndefined();
  });

  it("refuses thinking off on every model but K2.8, and until September on none", () => {
    const off = buildConversation({ thinking: false });
    const refused = Object.values(modelRows).filter((row) => validate(off, row, limits) !== undefined);
    expect(refused.map(({ id }) => id)).toStrictEqual(
      Object.keys(modelRows).filter((id) => id !== "kimi-for-coding"),
    );
    const earlier = { ...resolveService({ version: "before-2026-09" }), isWindowOfPlan: false };
    const faults = Object.values(earlierModelRows).map((row) => validate(off, row, earlier));
    expect(faults).toStrictEqual(faults.map(() => undefined));
  });

  it("names the plan where it is the plan that ends the window", () => {
    const row = { ...modelRows.k3, context_length: 262_144 };
    const turns = [userSays("x".repeat(262_144 * 4 + 1))];
    expect(validate(buildConversation({ turns }), row, { ...limits, isWindowOfPlan: true })).toEqual({
      status: 401,
      type: "authentication_error",
      message:
        "Your current plan supports only k3 up to 256K context. 1M context is available on higher-tier Kimi Code plans. Upgrade: https://www.kimi.com/code",
    });
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
