import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { KimiError } from "../errors/index.ts";
import { parsePastedKey, type KeyDestination } from "./api-key.ts";

const tail = fc.stringMatching(/^[A-Za-z0-9]{12,80}$/u);
const key = tail.map((text) => `sk-kimi-${text}`);
const destination = fc.record({ ownEndpoint: fc.boolean() });

/** What people paste around a key, one layer each. */
const layer = fc.constantFrom<(readonly [before: string, after: string])[]>(
  ["", "\n"],
  ["", "\r\n"],
  [" ", "\t"],
  ["\n", ""],
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["‘", "’"],
  ["Bearer ", ""],
  ["Authorization: Bearer ", ""],
  ["authorization: bearer ", ""],
  ["KIMI_API_KEY=", ""],
  ["KIMICODE_API_KEY = ", ""],
  ["export KIMI_API_KEY=", ";"],
  ["set KIMI_API_KEY=", ""],
  ["$env:KIMI_API_KEY = ", ""],
);

describe("parsePastedKey", () => {
  it("finds a key in any number of layers in any order", () => {
    fc.assert(
      fc.property(key, fc.array(layer, { maxLength: 6 }), destination, (key, layers, destination) => {
        const pasted = layers.reduce((text, [before, after]) => `${before}${text}${after}`, key);
        expect(parsePastedKey(pasted, destination)).toStrictEqual({ key, shape: "subscription" });
      }),
    );
  });

  it("finds a key that was wrapped anywhere within layers", () => {
    const lineBreak = fc.constantFrom("\n", "\r\n", " \n  ", "\n\n");
    fc.assert(
      fc.property(tail, fc.nat({ max: 12 }), lineBreak, fc.array(layer), (tail, at, lineBreak, layers) => {
        const wrapped = `sk-kimi-${tail.slice(0, at)}${lineBreak}${tail.slice(at)}`;
        const pasted = layers.reduce((text, [before, after]) => `${before}${text}${after}`, wrapped);
        expect(parsePastedKey(pasted, { ownEndpoint: false }).key).toBe(`sk-kimi-${tail}`);
      }),
    );
  });

  it("takes or refuses any text, changes nothing when applied twice, and gives what a header can carry", () => {
    const noise = fc.oneof(fc.string({ unit: "binary" }), fc.string(), key);
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 3 }), destination, (parts, destination) => {
        const parsed = outcome(parts.join(""), destination);
        expect(parsed === null ? null : outcome(parsed, destination)).toBe(parsed);
        expect(parsed === null || isHeaderValue(`Bearer ${parsed}`)).toBe(true);
      }),
    );
  });

  it("puts no part of a key into a refusal", () => {
    const prefix = fc.constantFrom("sk-kimi-", "sk-ant-", "sk-");
    const spoiler = fc.constantFrom(" x", "\u0007", "\u200Bx", " sk-kimi-", "\u0000");
    fc.assert(
      fc.property(prefix, tail, spoiler, (prefix, tail, spoiler) => {
        const refuse = () => parsePastedKey(`${prefix}${tail}${spoiler}${tail}`, { ownEndpoint: false });
        expect(refuse).toThrow(KimiError);
        expect(refuse).not.toThrow(tail);
      }),
    );
  });
});

/** The key that a text is taken for, or `null` if it is refused. */
function outcome(pasted: string, destination: KeyDestination): string | null {
  try {
    return parsePastedKey(pasted, destination).key;
  } catch (error) {
    if (error instanceof KimiError) return null;
    throw error;
  }
}

function isHeaderValue(value: string): boolean {
  try {
    return new Headers({ Authorization: value }).get("Authorization") === value;
  } catch {
    return false;
  }
}
