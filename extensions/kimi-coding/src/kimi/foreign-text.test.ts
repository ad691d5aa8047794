import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { printedLine } from "./foreign-text.ts";

describe("printedLine", () => {
  it.each([
    "Kimi For Coding Highspeed",
    "Moonshot AI · K3 (256K context) – preview №2, “thinking” & tools: 100 % + more; [beta]/v1.5_final",
    "月之暗面 编程套餐（年付专业版）",
    "हिन्दी में योजना", // vowel signs are marks
    "แพ็กเกจรายปี",
    "خطة سنوية",
    "Cafe\u0301 plan", // a letter and its accent as two characters
    "plan 🚀 für Köche",
  ])("keeps %s whole", (text) => {
    expect(printedLine(text, 100)).toBe(text);
  });

  it.each([
    { name: "an escape sequence", text: "a\u001B[2Jb\u009B31mc", line: "a [2Jb 31mc" },
    { name: "a title of a terminal", text: "\u001B]0;owned\u0007x", line: "]0;owned x" },
    { name: "line breaks of all kinds", text: "a\nb\r\nc\u2028d\u2029e\u0085f\vg", line: "a b  c d e f g" },
    { name: "marks of direction", text: "a\u202Eb\u2066c\u200Fd\u061Ce", line: "a b c d e" },
    { name: "invisible characters", text: "a\u200Bb\u{E0041}c\u00ADd\0e", line: "a b c d e" },
    { name: "halves of a character", text: "a\uD83Db\uDE80c", line: "a b c" },
    { name: "a private character", text: "a\uE000b", line: "a b" },
  ])("puts a space in the place of $name", ({ text, line }) => {
    expect(printedLine(text, 100)).toBe(line);
  });

  it("cuts no character in halves", () => {
    expect(printedLine("ab🚀", 3)).toBe("ab");
    expect(printedLine("ab🚀", 4)).toBe("ab🚀");
  });

  it("gives one line of well-formed text within its limit, of whatever it gets, and the same of that", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 60 }), (text, maxChars) => {
        const line = printedLine(text, maxChars);
        expect(line.length).toBeLessThanOrEqual(maxChars);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(printedLine(line, maxChars)).toBe(line);
      }),
    );
  });
});
