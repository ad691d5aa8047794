import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { explain } from "./explanation.ts";
import { SERVICE_ERRORS } from "./service-error-table.ts";
import { classifyServiceError } from "./service-error.ts";

const row = fc.constantFrom(...SERVICE_ERRORS.filter(({ status }) => status !== null));
const word = fc.constantFrom("the", "tool", "said", "key", "sk-kimi-s3cr3t", "request", "quota", "in", "at");
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(" "));
const context = { modelRef: "kimi/kimi-code", defaultModelRef: "kimi/kimi-code" };

function explanationOf(text: string): string | null {
  const error = classifyServiceError({ text });
  return error && explain(error, context);
}

describe("classifyServiceError", () => {
  it("ignores a sentence of the service after other words", () => {
    fc.assert(
      fc.property(words, row, (before, { sample }) => {
        expect(classifyServiceError({ text: `400 field ${before}: ${sample}` })?.code).toBe("bad-request");
      }),
    );
  });

  it("accepts any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => classifyServiceError({ text })).not.toThrow();
      }),
    );
  });
});

describe("explain", () => {
  it("repeats no words that follow the service's sentence", () => {
    fc.assert(
      fc.property(row, words, ({ status, sample }, after) => {
        const text = `${status} ${sample}`;
        expect(explanationOf(`${text} ${after}`)).toBe(explanationOf(text));
      }),
    );
  });
});
