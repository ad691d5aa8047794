import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, isObject, OPENAI_DIALECT } from "../kimi/index.ts";
import { chatMessages, knownReasoning, messagesMessages } from "./arbitraries.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";

const chatBody = fc.record(
  {
    messages: fc.oneof(
      { weight: 5, arbitrary: chatMessages },
      { weight: 5, arbitrary: messagesMessages },
      { weight: 1, arbitrary: fc.array(fc.jsonValue()) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
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
  knownReasoning,
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
    fc.assert(
      fc.property(chatMessages, context, (messages, context) => {
        const patched = patchRequest({ messages }, { ...context, api: OPENAI_DIALECT });
        const kinds = messagesOf(patched)
          .filter(({ tool_calls: calls, reasoning_content: reasoning }) => calls ?? reasoning)
          .map(({ reasoning_content: reasoning }) => typeof reasoning);
        expect(new Set(kinds)).not.toContain(context.thinking ? "undefined" : "string");
      }),
    );
  });

  it("gives the messages before a point the same form whatever comes after it", () => {
    const closing = [{ role: "user", content: "go on" }];
    fc.assert(
      fc.property(chatMessages, chatMessages, context, (before, after, context) => {
        const chat = { ...context, api: OPENAI_DIALECT };
        // What comes after may bring a result that was missing, which is the one thing that changes what is before.
        const later = after.filter((message) => isObject(message) && message["role"] !== "tool");
        const shorter = messagesOf(patchRequest({ messages: [...before, ...closing] }, chat));
        const longer = messagesOf(patchRequest({ messages: [...before, ...closing, ...later] }, chat));
        expect(longer.slice(0, shorter.length)).toStrictEqual(shorter);
      }),
    );
  });
});

function messagesOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const messages = isObject(body) ? body["messages"] : undefined;
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}
