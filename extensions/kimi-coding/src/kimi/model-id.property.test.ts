import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { TEST_ALIASES, TEST_ROW_ID } from "../../test-support/values.ts";
import { canonicalModelId, DEFAULT_WIRE_MODEL_ID, wireModelId } from "./model-id.ts";

const names = [TEST_ROW_ID, ...Object.keys(TEST_ALIASES)];
const blanks = fc.constantFrom("", " ", "\t", "\n");

describe("canonicalModelId", () => {
  it("finds the row whatever the letter case and the blanks around a name", () => {
    fc.assert(
      fc.property(fc.mixedCase(fc.constantFrom(...names)), blanks, blanks, (name, before, after) => {
        expect(canonicalModelId(`${before}${name}${after}`, TEST_ALIASES)).toBe(TEST_ROW_ID);
        expect(wireModelId(`${before}${name}${after}`, TEST_ALIASES, TEST_ROW_ID)).toBe(
          DEFAULT_WIRE_MODEL_ID,
        );
      }),
    );
  });

  it("changes nothing when applied twice", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const canonical = canonicalModelId(id, TEST_ALIASES);
        expect(canonicalModelId(canonical, TEST_ALIASES)).toBe(canonical);
      }),
    );
  });
});

describe("wireModelId", () => {
  it("sends what resembles no name of the row as it was written", () => {
    const other = fc.string().filter((id) => !names.includes(id.trim().toLowerCase()) && !/[k[/]/iu.test(id));
    fc.assert(
      fc.property(other, (id) => {
        expect(wireModelId(id, TEST_ALIASES, TEST_ROW_ID)).toBe(id.trim());
      }),
    );
  });
});
