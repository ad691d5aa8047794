import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { parseModelList } from "./model-list.ts";

const fields = fc.dictionary(
  fc.constantFrom(
    "display_name",
    "context_length",
    "supports_reasoning",
    "supports_image_in",
    "supports_video_in",
    "supports_thinking_type",
    "think_efforts",
    "protocol",
  ),
  fc.jsonValue(),
);

describe("parseModelList", () => {
  it("never fails, and finds every row that has an id, whatever stands in it and beside it", () => {
    fc.assert(
      fc.property(fc.array(fields), fc.array(fc.jsonValue()), (rows, junk) => {
        const named = rows.map((row, index) => ({ ...row, id: `m${index}` }));
        const listed = parseModelList({ data: [...junk.filter((value) => !hasId(value)), ...named] });
        expect(listed?.map(({ id }) => id)).toStrictEqual(named.map(({ id }) => id));
      }),
    );
  });

  it("takes a context window only for what it is: a whole number above zero", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (context_length) => {
        const window = parseModelList({ data: [{ id: "k3", context_length }] })?.[0]?.contextWindow;
        expect(window === null || (Number.isSafeInteger(window) && Number(window) > 0)).toBe(true);
      }),
    );
  });
});

function hasId(value: unknown): boolean {
  return typeof value === "object" && value !== null && "id" in value;
}
