import { describe, expect, it } from "vitest";
import { GrowingText } from "./growing-text.ts";

describe("a growing text", () => {
  it("is what was added to it, whatever the size of the pieces", () => {
    const text = new GrowingText();
    const pieces = Array.from({ length: 20_000 }, (_, index) => `${index};`);
    for (const piece of pieces) text.append(piece);
    expect(text.value).toBe(pieces.join(""));
    expect(text.length).toBe(pieces.join("").length);
  });
});
