import { describe, expect, it } from "vitest";

import { CB, CE, cuts, parse, SB, SE } from "./test-support.ts";

describe("a section without a call", () => {
  it.each(cuts)("counts no blanks in front of what it holds as text, $name", ({ cut }) => {
    const call = `${CB}functions.a:0`;
    const rest = `x${call}<|tool_call_argument_begin|>{}${CE}${SE}`;
    expect(parse(cut([SB + " ".repeat(1024), rest])).text).toBe(`${" ".repeat(1024)}x`);
  });
});
