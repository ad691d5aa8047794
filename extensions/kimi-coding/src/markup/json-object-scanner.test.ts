import { describe, expect, it } from "vitest";
import { JsonObjectScanner } from "./json-object-scanner.ts";

function scan(text: string): JsonObjectScanner | null {
  const scanner = new JsonObjectScanner();
  for (let at = 0; at < text.length; at += 1) if (!scanner.feed(text.charCodeAt(at))) return null;
  return scanner;
}

describe("a JSON object", () => {
  it("takes raw control characters within strings, and says so", () => {
    expect(scan('{"a":"\n\t\u0000"}')).toMatchObject({ complete: true, hasRawControls: true });
    expect(scan('{"\n":1}')).toMatchObject({ complete: true, hasRawControls: true });
  });

  it("takes none for raw that is escaped or stands between tokens", () => {
    expect(scan('{\n"a"\r:\t"\\n\u007F " }')).toMatchObject({ complete: true, hasRawControls: false });
  });

  it("takes nothing once it is complete", () => {
    expect(scan("{} ")).toBe(null);
    expect(scan("{}}")).toBe(null);
  });

  it.each(["{", '{"', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":[', '{"a":{}', '{"a":"\\"}'])(
    "is not complete yet: %s",
    (text) => {
      expect(scan(text)).toMatchObject({ complete: false });
    },
  );

  it.each([
    { text: '{"', inString: true },
    { text: '{"a', inString: true },
    { text: '{"a\\', inString: false },
    { text: '{"a\\u00', inString: false },
    { text: '{"a\\u0041', inString: true },
    { text: '{"a\\"', inString: true },
    { text: '{"a"', inString: false },
    { text: '{"a":["', inString: true },
  ])("knows whether a string is open: $text", ({ text, inString }) => {
    expect(scan(text)).toMatchObject({ inString });
  });

  it.each(
    [
      ["[", '"', "1", "n", "\uFEFF", "\u00A0", "a"],
      [
        "{,",
        "{a",
        "{1",
        '{"a",',
        '{"a"}',
        '{"a":}',
        '{"a":1,}',
        '{"a":1,,',
        '{"a":1 1',
        '{"a":1]',
        '{"a":[1}',
      ],
      ['{"a":[,', '{"a":[1,]', '{"a":trux', '{"a":tre', '{"a":nulL', '{"a":fals}', '{"a":T', '{"a":N'],
      ['{"a":01', '{"a":-a', '{"a":--', '{"a":+', '{"a":.', '{"a":1.}', '{"a":1.e', '{"a":1..', '{"a":-.'],
      [
        '{"a":1e}',
        '{"a":1e+}',
        '{"a":1e+-',
        '{"a":1e5.',
        '{"a":1e5e',
        '{"a":1.5.',
        '{"a":1-',
        '{"a":1_',
        '{"a":0x',
      ],
      [
        '{"a":"\\x',
        '{"a":"\\u00g',
        '{"a":"\\u:',
        '{"a":"\\u/',
        '{"a":"\\u@',
        '{"a":"\\u`',
        '{"a":"\\uG',
        '{"a":"\\\n',
      ],
    ].flat(),
  )("breaks at the last of %s", (text) => {
    expect(scan(text)).toBe(null);
    expect(scan(text.slice(0, -1))).not.toBe(null);
  });

  it.each([
    "-0",
    "0.0",
    "-1.5E+10",
    "1e5",
    "10e-05",
    "true",
    "false",
    "null",
    '"\\uAFaf\\u0909"',
    "[]",
    "[[],{}]",
    "[1,2]",
  ])("holds any value: %s", (value) => {
    expect(scan(`{"a":${value}}`)).toMatchObject({ complete: true });
    expect(scan(` {\r\n"a" :\t${value} ,"b": ${value}\n}`)).toMatchObject({ complete: true });
  });

  it("takes any depth", () => {
    const deep = `{"a":${'[{"b":'.repeat(10_000)}1${"}]".repeat(10_000)}}`;
    expect(scan(deep)).toMatchObject({ complete: true });
  });
});

describe("skipPlain", () => {
  it.each([
    { text: 'abc"d', from: 0, end: 5, at: 3 },
    { text: "abc\\d", from: 1, end: 5, at: 3 },
    { text: "abc\nd", from: 0, end: 5, at: 3 },
    { text: "ab\u001Fd", from: 0, end: 4, at: 2 },
    { text: "a b\u007F\uD83D", from: 0, end: 5, at: 5 },
    { text: "abcdef", from: 2, end: 4, at: 4 },
    { text: '"', from: 0, end: 1, at: 0 },
  ])("finds what is not plain: $at in '$text'", ({ text, from, end, at }) => {
    expect(new JsonObjectScanner().skipPlain(text, from, end)).toBe(at);
  });
});
