import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { ANTHROPIC_DIALECT, normalizeBaseUrl, OPENAI_DIALECT } from "./endpoint.ts";

const origin = fc
  .webUrl({ withFragments: false, withQueryParameters: false })
  .map((url) => new URL(url).origin);
const prefix = fc.constantFrom("", "/kimi", "/a/b", "/v1");
const ending = fc.constantFrom("/coding", "/coding/", "/coding/v1", "/coding/v1/");
const blanks = fc.constantFrom("", " ", "\t", "\n");

describe("normalizeBaseUrl", () => {
  it("brings every form of the coding root to one form per dialect, and leaves that as it is", () => {
    fc.assert(
      fc.property(origin, prefix, ending, blanks, (origin, prefix, ending, blank) => {
        const baseUrl = `${blank}${origin}${prefix}${ending}${blank}`;
        const openai = normalizeBaseUrl(baseUrl, OPENAI_DIALECT);
        const anthropic = normalizeBaseUrl(baseUrl, ANTHROPIC_DIALECT);
        expect(openai).toBe(`${origin}${prefix}/coding/v1`);
        expect(anthropic).toBe(`${origin}${prefix}/coding`);
        expect(normalizeBaseUrl(openai, OPENAI_DIALECT)).toBe(openai);
        expect(normalizeBaseUrl(openai, ANTHROPIC_DIALECT)).toBe(anthropic);
        expect(normalizeBaseUrl(anthropic, OPENAI_DIALECT)).toBe(openai);
      }),
    );
  });

  it("takes any text without throwing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom(OPENAI_DIALECT, ANTHROPIC_DIALECT),
        (text, api) => {
          expect(typeof normalizeBaseUrl(text, api)).toBe("string");
        },
      ),
    );
  });
});
