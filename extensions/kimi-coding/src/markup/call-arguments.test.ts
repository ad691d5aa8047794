import { describe, expect, it } from "vitest";
import { ArgumentsReader } from "./call-arguments.ts";

function read(text: string): { readonly reader: ArgumentsReader; readonly reached: number } {
  const reader = new ArgumentsReader();
  return { reader, reached: reader.read(text, 0, text.length) };
}

describe("the arguments of a call", () => {
  it.each([
    { name: "an object", raw: '{"a":[1,{"b":null}]}', expected: { a: [1, { b: null }] } },
    { name: "an object between blanks", raw: ' \n{"a":1}\u00a0', expected: { a: 1 } },
    { name: "nothing, which is an empty object", raw: " ", expected: {} },
    { name: "raw line breaks in strings", raw: '{"a":"x\ny\t"}', expected: { a: "x\ny\t" } },
    { name: "line breaks between tokens", raw: '{\n"a\n":\n1}', expected: { "a\n": 1 } },
    { name: "escaped quotes", raw: '{"a":"\\"\n\\\\"}', expected: { a: '"\n\\' } },
  ])("are read: $name", ({ raw, expected }) => {
    const { reader, reached } = read(raw);
    expect(reached).toBe(raw.length);
    expect(reader.isComplete).toBe(reader.hasAny);
    expect(reader.parse(raw)).toStrictEqual(expected);
  });

  it.each([
    { name: "what is not an object", run: "[1]", reached: 0 },
    { name: "what is no JSON", run: '{"a": x}', reached: 6 },
    { name: "what follows the object", run: "{} x", reached: 3 },
  ])("stop at $name", ({ run, reached }) => {
    expect(read(run).reached).toBe(reached);
  });

  it("know where a string is open", () => {
    expect(read('{"a":"b').reader.inString).toBe(true);
    expect(read('{"a":"b"').reader.inString).toBe(false);
  });
});
