import * as fc from "fast-check";
import type { KnownReasoning } from "./known-reasoning.ts";

/** Few ids, so that they meet: some repeat, some are what others become when they are renamed, one is missing. */
export const callId = fc.constantFrom(
  "a",
  "a",
  "b",
  "a_2",
  "functions.read:0",
  "functions_read_0",
  "x".repeat(70),
  "",
);
/** Short texts. */
export const words = fc.string({
  minLength: 1,
  maxLength: 8,
  unit: fc.constantFrom("a", "b", " ", "\n", "é"),
});
const reasoning = fc.constantFrom("", " ", "hm", "because");
const blank = fc.constantFrom("", " ", "\n\t");
/** Texts, some of them blank. */
export const anyText = fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: blank });

function optional<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}
/** Drops the fields that are undefined, which no JSON holds. */
function asJson<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return arbitrary.map((value): unknown => JSON.parse(JSON.stringify(value)));
}
function list<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.array(arbitrary, { maxLength: 3 });
}

const textPart = fc.record({ type: fc.constant("text"), text: anyText });
/** The first bytes of a PNG, and a number. */
const image = fc
  .integer({ min: 0, max: 99 })
  .map((number) => `iVBORw0KGgoA${String(number).padStart(4, "0")}`);
const messagesImage = image.map((data) => ({
  type: "image",
  source: { type: "base64", media_type: "image/png", data },
}));
const resultContent = fc.oneof(anyText, list(fc.oneof(textPart, messagesImage)));
const userBlock = fc.oneof(
  textPart,
  messagesImage,
  fc.record({ type: fc.constant("tool_result"), tool_use_id: callId, content: optional(resultContent) }),
);
const assistantBlock = fc.oneof(
  textPart,
  fc.record({
    type: fc.constant("tool_use"),
    id: callId,
    name: fc.constant("read"),
    input: fc.record({ path: words }),
  }),
  fc.record({ type: fc.constant("thinking"), thinking: reasoning, signature: optional(fc.constant("x")) }),
  fc.constant({ type: "redacted_thinking", data: "x" }),
);

/** Messages of a `/messages` body: of the right shapes, in any order, with whatever missing or empty. */
export const messagesMessages: fc.Arbitrary<readonly unknown[]> = fc.array(
  fc.oneof(
    asJson(fc.record({ role: fc.constant("user"), content: fc.oneof(anyText, list(userBlock)) })),
    asJson(fc.record({ role: fc.constant("assistant"), content: fc.oneof(anyText, list(assistantBlock)) })),
  ),
);

/**
 * Something known of the reasoning of calls, and nothing of texts. A number behind an id makes it one that two calls of
 * the same id get: what is known of such an id is of a call that has it in the conversation.
 */
export const knownReasoning: fc.Arbitrary<KnownReasoning> = fc.record({
  byCallId: fc
    .array(
      fc.tuple(
        callId.filter((id) => !/_\d+$/u.test(id)),
        list(reasoning),
      ),
    )
    .map((entries) => new Map(entries)),
  byMixedText: fc.constant(new Map()),
});
