import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { knownReasoning, messagesMessages } from "./arbitraries.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";

const anyBody = fc.record(
  {
    messages: fc.oneof(
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
const body = fc.oneof({ weight: 5, arbitrary: anyBody }, { weight: 1, arbitrary: fc.jsonValue() });
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
  it("takes any body, writes into none, and changes nothing when applied twice", () => {
    fc.assert(
      fc.property(body, context, (body, context) => {
        const once = patchRequest(deepFreeze(body), context);
        expect(patchRequest(deepFreeze(once), context)).toStrictEqual(once);
      }),
    );
  });
});
