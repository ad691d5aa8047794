import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { CHAT_ID_LIMITS, createUniqueIds, MESSAGES_ID_LIMITS } from "./tool-call-ids.ts";

const id = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "a_2",
    "a_3",
    "a:b",
    "a_b",
    "call",
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(70),
  ),
  fc.string({ maxLength: 80 }),
);

describe.each([
  { name: "chat completions", limits: CHAT_ID_LIMITS, form: /^[^]+$/u },
  { name: "the Anthropic dialect", limits: MESSAGES_ID_LIMITS, form: /^[A-Za-z0-9_-]{1,64}$/u },
])("createUniqueIds on $name", ({ limits, form }) => {
  it("gives ids of the dialect's form, each once, and the same for what it gave", () => {
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const given = ids.map(createUniqueIds(limits));
        expect(new Set(given).size).toBe(ids.length);
        expect(given.filter((made) => !form.test(made))).toStrictEqual([]);
        expect(given.map(createUniqueIds(limits))).toStrictEqual(given);
      }),
    );
  });
});
