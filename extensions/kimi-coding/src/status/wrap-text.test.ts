import { describe, expect, it } from "vitest";
import { wrapText } from "./wrap-text.ts";

describe("wrapText", () => {
  it.each([
    { name: "leaves a line that fits", text: "one  two", width: 8, lines: ["one  two"] },
    { name: "breaks a line at its spaces", text: "one two three", width: 7, lines: ["one two", "three"] },
    { name: "keeps the breaks of a text", text: "one\n\ntwo", width: 7, lines: ["one", "", "two"] },
    {
      name: "keeps a long word whole",
      text: "a https://x.example b",
      width: 5,
      lines: ["a", "https://x.example", "b"],
    },
    {
      name: "keeps a long last word whole",
      text: "a https://x.example",
      width: 5,
      lines: ["a", "https://x.example"],
    },
    {
      name: "keeps a command whole",
      text: "Run it:\nopenclaw kimi status",
      width: 8,
      lines: ["Run it:", "openclaw kimi status"],
    },
  ])("$name", ({ text, width, lines }) => {
    expect(wrapText(text, width)).toStrictEqual(lines);
  });
});
