import { describe, expect, it } from "vitest";
import { TagScanner, type CutOff } from "./k3-tag-scanner.ts";
import { C, close, E, O, open, S } from "./k3-test-support.ts";

/** What a scanner reads: texts with their markers, and tags by their text. */
function scan(chunks: readonly string[], isLiteral = false): { read: string[]; cutOff: CutOff } {
  const read: string[] = [];
  const scanner = new TagScanner({
    isLiteral: () => isLiteral,
    takeText: (text, markers) => read.push(`${markers}:${text}`),
    takeTag: (tag) => read.push(`tag:${tag.text}`),
  });
  for (const chunk of chunks) scanner.scan(chunk);
  expect(scanner.isIdle).toBe(scanner.flush().text === "");
  const again = new TagScanner({ isLiteral: () => isLiteral, takeText: () => {}, takeTag: () => {} });
  again.scan(chunks.join(""));
  return { read, cutOff: again.flush() };
}

describe("the scanner of tags", () => {
  it.each([
    {
      name: "tags and what stands between",
      text: `a${open("tools")}b${E}c`,
      read: ["0:a", `tag:${open("tools")}`, "0:b", `tag:${E}`, "0:c"],
    },
    {
      name: "a tag that another one ends",
      text: `${O}call tool="${close("call")}`,
      read: [`1:${O}call tool="`, `tag:${close("call")}`],
    },
    {
      name: "a close without its end in front of a tag",
      text: `${C}think \n${open("response")}`,
      read: [`tag:${C}think \n`, `tag:${open("response")}`],
    },
    {
      name: "a close of another tag without its end",
      text: `${C}tools${open("response")}`,
      read: [`1:${C}tools`, `tag:${open("response")}`],
    },
    {
      name: "a close without its end in front of the end token",
      text: `${C}think${E}`,
      read: [`1:${C}think`, `tag:${E}`],
    },
    { name: "a lone end of a tag", text: `x${S}`, read: ["0:x", `1:${S}`] },
    {
      name: "a tag whose name is none",
      text: `${O}tools ${S}${O}thinks`,
      read: [`tag:${O}tools ${S}`, `1:${O}thinks`],
    },
  ])("reads $name", ({ text, read }) => {
    expect(scan([text]).read).toStrictEqual(read);
    expect(
      scan(text.split(""))
        .read.join("")
        .replaceAll(/(?<=[a-z])0:/gu, ""),
    ).toBe(read.join(""));
  });

  it("reads markers as text where they are", () => {
    expect(scan([`${open("tools")}${E}`], true).read).toStrictEqual([
      `1:${O}`,
      "0:tools",
      `1:${S}`,
      `1:${E}`,
    ]);
  });

  it.each([
    {
      name: "half a marker",
      text: "<|op",
      cutOff: { tag: null, text: "<|op", markers: 0, hasAttributes: false },
    },
    {
      name: "half a tag",
      text: `${O}tool`,
      cutOff: { tag: null, text: `${O}tool`, markers: 1, hasAttributes: false },
    },
    {
      name: "half an end of a tag",
      text: `${C}think<|s`,
      cutOff: { tag: null, text: `${C}think<|s`, markers: 1, hasAttributes: false },
    },
    {
      name: "an attribute",
      text: `${O}call t`,
      cutOff: { tag: null, text: `${O}call t`, markers: 1, hasAttributes: true },
    },
    {
      name: "a close without its end",
      text: `${C}think `,
      cutOff: {
        tag: { kind: "close", name: "think", isWhole: false, text: `${C}think `, markers: 1 },
        text: `${C}think `,
        markers: 1,
        hasAttributes: false,
      },
    },
  ])("says what was cut off: $name", ({ text, cutOff }) => {
    expect(scan([text]).cutOff).toStrictEqual(cutOff);
  });

  it("says that nothing was cut off after a tag", () => {
    expect(scan([open("tools")]).cutOff.text).toBe("");
  });
});
