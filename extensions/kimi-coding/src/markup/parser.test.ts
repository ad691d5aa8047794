import { describe, expect, it } from "vitest";
import { K2_DIALECT } from "./dialect.ts";
import { MarkupParser } from "./parser.ts";
import { AB, CB, CE, cuts, IM_END, parse, SB, SE } from "./test-support.ts";

describe("a section without a call", () => {
  it.each(cuts)("counts no blanks in front of what it holds as text, $name", ({ cut }) => {
    const call = `${CB}functions.a:0`;
    const rest = `x${call}${AB}{}${CE}${SE}`;
    expect(parse(cut([SB + " ".repeat(1024), rest])).text).toBe(`${" ".repeat(1024)}x`);
  });
});

describe("a call that names no tool", () => {
  const inner = `${CB}functions.rm:0${AB}{}${CE}`;
  const text = `${CB}0${AB}${JSON.stringify({ content: inner })}`;

  it.each(cuts)("never treats data of its arguments as calls, $name", ({ cut }) => {
    expect(parse(cut([text, CE]))).toMatchObject({ text: text + CE, calls: [] });
    expect(parse(cut([text, SE, "\n"]))).toMatchObject({ text: `${text}${SE}\n`, calls: [] });
  });

  it.each(cuts)("takes none where the end closes it, $name", ({ cut }) => {
    expect(parse(cut([text, CE.slice(0, 9)]))).toMatchObject({ text: text + CE.slice(0, 9), calls: [] });
  });
});

describe("markersKept", () => {
  it.each([
    { name: "a call without arguments", text: `${CB}f${CE}`, kept: 2 },
    { name: "a call with broken arguments", text: `${CB}f:0${AB}{oops`, kept: 2 },
    { name: "markers in the strings of a call", text: `${CB}f:0${AB}{"a":"${AB}${IM_END}" oops`, kept: 4 },
    {
      name: "markers in strings that end it",
      text: `${CB}f:0${AB}{"a":"${AB}${CE}${CE}${AB}" oops`,
      kept: 6,
    },
    { name: "markers in the strings of a call of no tool", text: `${CB}0${AB}{"a":"${CE}${SE}"}`, kept: 4 },
    { name: "a section that is text", text: `${SB}${SB}x${SE}`, kept: 3 },
    { name: "a call", text: `${SB}${CB}f:0${AB}{"a":"${CE}"}${CE}${SE}`, kept: 0 },
    { name: "code", text: `\`${CE}`, kept: 1 },
  ])("counts the markers that stay in the text: $name", ({ text, kept }) => {
    const parser = new MarkupParser({ dialect: K2_DIALECT });
    parser.feed(text);
    parser.finish();
    expect(parser.markersKept).toBe(kept);
  });
});

describe("work", () => {
  const call = `${CB} f:0 ${AB} {"a":"<|tool"} ${CE}`;
  const failing = `${CB}f:0${AB}{"a":"x`;
  it.each([
    { name: "text once", text: "a < b <|tool c", work: 14 },
    { name: "a section once", text: `${SB}${call}${SE}`, work: SB.length + call.length + SE.length },
    { name: "markers that are text once", text: `x${CE}`, work: 1 + CE.length },
    { name: "a call that failed twice", text: `${CB}f${CE}`, work: 2 * (CB.length + 1) + CE.length },
    {
      name: "what is read again, as text, twice",
      text: `${failing}${CE}yz`,
      work: 2 * `${failing}${CE}yz`.length,
    },
    {
      name: "what is read again, as a call that failed, three times",
      text: `${failing}${CB}g`,
      work: 2 * failing.length + 3 * `${CB}g`.length,
    },
  ])("counts $name", ({ text, work }) => {
    expect(parse([text]).work).toBe(work);
    expect(parse(text.split("")).work).toBe(work);
  });
});
