import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../endpoint.ts";
import { isObject } from "../json.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";
import { deepFreeze } from "../test-support.ts";

const callId = fc.constantFrom("a", "b", "c");
const toolCalls = fc.array(fc.record({ id: fc.oneof(callId, fc.integer()) }), { minLength: 1, maxLength: 3 });
const assistant = fc.record(
  {
    role: fc.constant("assistant"),
    content: fc.option(fc.string()),
    tool_calls: fc.oneof({ weight: 5, arbitrary: toolCalls }, { weight: 1, arbitrary: fc.jsonValue() }),
    reasoning_content: fc.option(fc.string()),
  },
  { requiredKeys: ["role"] },
);
const other = fc.record({ role: fc.constantFrom("user", "tool", "system"), content: fc.string() });
const messages = fc.array(fc.oneof(assistant, other, fc.jsonValue()));
const chatBody = fc.record(
  {
    messages: fc.oneof({ weight: 5, arbitrary: messages }, { weight: 1, arbitrary: fc.jsonValue() }),
    model: fc.string(),
    temperature: fc.double(),
    reasoning_effort: fc.string(),
    thinking: fc.jsonValue(),
    output_config: fc.oneof(fc.record({ effort: fc.string(), format: fc.string() }), fc.jsonValue()),
    metadata: fc.jsonValue(),
    max_tokens: fc.oneof(fc.nat(), fc.jsonValue()),
    max_completion_tokens: fc.oneof(fc.nat(), fc.jsonValue()),
  },
  { requiredKeys: ["messages"] },
);
const body = fc.oneof({ weight: 5, arbitrary: chatBody }, { weight: 1, arbitrary: fc.jsonValue() });
const context: fc.Arbitrary<PatchContext> = fc.record({
  api: fc.constantFrom(OPENAI_DIALECT, ANTHROPIC_DIALECT, "openai-responses"),
  wireModelId: fc.constant("kimi-for-coding"),
  thinking: fc.boolean(),
  effort: fc.option(fc.constantFrom("low", "max"), { nil: undefined }),
  cacheKey: fc.option(fc.string(), { nil: undefined }),
  modelMaxTokens: fc.option(fc.nat(), { nil: undefined }),
  reasoningByToolCallId: fc.array(fc.tuple(callId, fc.string())).map((entries) => new Map(entries)),
});

describe("patchRequest", () => {
  it("takes any body, writes into none, and gives the same for what it gave", () => {
    fc.assert(
      fc.property(body, context, (body, context) => {
        const once = patchRequest(deepFreeze(body), context);
        expect(patchRequest(deepFreeze(once), context)).toStrictEqual(once);
      }),
    );
  });

  it("leaves no tool turn without reasoning where thinking is on, and no reasoning where it is off", () => {
    const turn = fc.record(
      {
        tool_calls: fc.array(fc.record({ id: callId }), { minLength: 1 }),
        reasoning_content: fc.option(fc.string()),
      },
      { requiredKeys: ["tool_calls"] },
    );
    fc.assert(
      fc.property(fc.array(turn), context, (turns, context) => {
        const messages = turns.map((turn) => ({ role: "assistant", ...turn }));
        const patched = patchRequest({ messages }, { ...context, api: OPENAI_DIALECT });
        const kinds = reasonings(patched).map((reasoning) => typeof reasoning);
        expect(kinds).toStrictEqual(turns.map(() => (context.thinking ? "string" : "undefined")));
      }),
    );
  });
});

/** The `reasoning_content` of each message of a body. */
function reasonings(body: unknown): unknown[] {
  const messages = isObject(body) ? body["messages"] : undefined;
  return Array.isArray(messages)
    ? messages.map((message: unknown) => (isObject(message) ? message["reasoning_content"] : undefined))
    : [];
}
