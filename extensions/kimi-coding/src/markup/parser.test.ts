import { describe, expect, it } from "vitest";

import { AB, CB, CE, cuts, parse, SB, SE } from "./test-support.ts";

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

  it.each(cuts)("takes no data of its arguments for calls, $name", ({ cut }) => {
    expect(parse(cut([text, CE]))).toMatchObject({ text: text + CE, calls: [] });
    expect(parse(cut([text, SE, "\n"]))).toMatchObject({ text: `${text}${SE}\n`, calls: [] });
  });

  it.each(cuts)("takes none where the end closes it, $name", ({ cut }) => {
    expect(parse(cut([text, CE.slice(0, 9)]))).toMatchObject({ text: text + CE.slice(0, 9), calls: [] });
  });
});
