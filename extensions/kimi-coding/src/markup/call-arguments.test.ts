import { describe, expect, it } from "vitest";
import { parseArguments } from "./call-arguments.ts";

describe("the arguments of a call", () => {
  it.each([
    {
      name: "an object",
      raw: '{"a":[1,{"b":null}]}',
      hasRawControls: false,
      expected: { a: [1, { b: null }] },
    },
    { name: "nothing, which is an empty object", raw: "", hasRawControls: false, expected: {} },
    {
      name: "raw line breaks in strings",
      raw: '{"a":"x\ny\t"}',
      hasRawControls: true,
      expected: { a: "x\ny\t" },
    },
    {
      name: "line breaks between tokens",
      raw: '{\n"a\n":\n1}',
      hasRawControls: true,
      expected: { "a\n": 1 },
    },
    {
      name: "escaped quotes and backslashes",
      raw: '{"a":"\\"\n\\\\"}',
      hasRawControls: true,
      expected: { a: '"\n\\' },
    },
  ])("are read: $name", ({ raw, hasRawControls, expected }) => {
    expect(parseArguments(raw, hasRawControls)).toStrictEqual(expected);
  });

  it.each(["[1]", "null", '"a"'])("are no arguments as %s", (raw) => {
    expect(parseArguments(raw, false)).toBeNull();
  });
});
