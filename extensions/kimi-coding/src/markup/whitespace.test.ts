import { describe, expect, it } from "vitest";
import { firstVisible, isWhitespace } from "./whitespace.ts";

describe("whitespace", () => {
  it("is what trim() takes off, for every code unit", () => {
    const codes = Array.from({ length: 0x1_0000 }, (_, code) => code);
    const trimmed = codes.filter((code) => String.fromCharCode(code).trim() === "");
    expect(codes.filter(isWhitespace)).toStrictEqual(trimmed);
  });

  it.each([
    { text: "", at: 0 },
    { text: "x ", at: 0 },
    { text: " \u00A0\n\uD83D", at: 3 },
    { text: "\r\n", at: 2 },
  ])("ends at $at in '$text'", ({ text, at }) => {
    expect(firstVisible(text)).toBe(at);
  });
});
