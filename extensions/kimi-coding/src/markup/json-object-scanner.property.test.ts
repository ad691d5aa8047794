import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { isObject } from "../kimi/index.ts";
import { fuzzOptions } from "./arbitraries.ts";
import { JsonObjectScanner } from "./json-object-scanner.ts";

const object = fc
  .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom("", "  ", "\t", "\r\n"))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

/** Pieces of JSON, sound and not, that mutations put in and random texts are made of. */
const piece = fc.oneof(
  fc.constantFrom(...'{}[]:,"\\/bfnrtuaeE+-.0123456789 \n'.split("")),
  fc.constantFrom(
    "true",
    "false",
    "null",
    "nul",
    "-0",
    "01",
    "1e5",
    "1E-0",
    "0.5",
    ".5",
    "5.",
    "1e",
    "--1",
    "\\u00e9",
  ),
  fc.constantFrom(
    '"a"',
    '{"a":',
    "\\ud83d",
    "\\x",
    "\uFEFF",
    "\u00A0",
    "'",
    "//",
    "NaN",
    "\\u00G0",
    "\\u00g0",
    "\\u:000",
  ),
);

/** An object with some of its text replaced. */
const mutated = fc
  .tuple(
    object,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.oneof(fc.constant(""), piece)), { maxLength: 3 }),
  )
  .map(([json, edits]) =>
    edits.reduce((text, [at, length, piece]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + length);
    }, json),
  );

const assembled = fc.array(piece, { maxLength: 12 }).map((pieces) => `{"a":${pieces.join("")}}`);

/** How much of a text the scanner takes for an object; null if it takes none. */
function scannedLength(text: string): number | null {
  const scanner = new JsonObjectScanner();
  for (let at = 0; at < text.length; at += 1) {
    if (!scanner.feed(text.charCodeAt(at))) return null;
    // Raw control characters are the one thing that JSON.parse refuses and the scanner takes.
    if (scanner.hasRawControls) return null;
    if (scanner.complete) return at + 1;
  }
  return null;
}

/** How long the shortest beginning of a text is that `JSON.parse` takes for an object; null if there is none. */
function shortestObject(text: string): number | null {
  for (let end = text.indexOf("}") + 1; end > 0; end = text.indexOf("}", end) + 1)
    if (isJsonObject(text.slice(0, end))) return end;
  return null;
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

describe("the scanner", () => {
  it("says complete at the end of what JSON.parse takes for an object, and nowhere else", () => {
    fc.assert(
      fc.property(fc.oneof(object, mutated, assembled, fc.string()), (text) => {
        expect(scannedLength(text)).toBe(shortestObject(text));
      }),
      fuzzOptions,
    );
  });

  it("reads raw control characters in strings as if they were escaped", () => {
    const control = fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(fc.oneof(control, fc.string())), (parts) => {
        const text = `{"a":"${parts.map((part) => (part < " " && part.length === 1 ? part : JSON.stringify(part).slice(1, -1))).join("")}"}`;
        const scanner = new JsonObjectScanner();
        const taken = Array.from(text.split(""), (unit) => scanner.feed(unit.charCodeAt(0)));
        expect(taken).not.toContain(false);
        expect(scanner.complete).toBe(true);
        expect(scanner.hasRawControls).toBe(hasRawControls(text));
      }),
      fuzzOptions,
    );
  });

  it("skips only what it would take one by one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, from) => {
        const at = new JsonObjectScanner().skipPlain(text, from, text.length);
        expect(text.slice(from, at)).not.toMatch(/["\\]/u);
        expect(hasRawControls(text.slice(from, at))).toBe(false);
      }),
      fuzzOptions,
    );
  });
});

function hasRawControls(text: string): boolean {
  return text.split("").some((unit) => unit.charCodeAt(0) < 0x20);
}
