import { describe, expect, it } from "vitest";
import { isObject } from "../kimi/index.ts";
import { jsonText } from "./json-text.ts";

const sorted = (value: unknown) => jsonText(value, { sorted: true });
const plain = (value: unknown) => jsonText(value, { sorted: false });

describe("jsonText", () => {
  it.each([
    { name: "scalars", value: [null, true, 1.5, -0, 1e300, 'é"\n\ud800'] },
    { name: "empty containers", value: { a: {}, b: [], c: [[], {}] } },
    { name: "keys in their order", value: { b: 1, a: { d: [1, 2], c: "x" } } },
  ])("writes $name as JSON.stringify does", ({ value }) => {
    expect(plain(value)).toBe(JSON.stringify(value));
  });

  it.each<{ name: string; a: unknown; b: unknown }>([
    { name: "objects in another order", a: { x: 1, y: [true, null] }, b: { y: [true, null], x: 1 } },
    { name: "empty lists", a: [], b: [] },
  ])("writes the same, sorted, of $name", ({ a, b }) => {
    expect(sorted(a)).toBe(sorted(b));
  });

  it.each<{ name: string; a: unknown; b: unknown }>([
    { name: "a number and its text", a: 1, b: "1" },
    { name: "null and an object", a: null, b: {} },
    { name: "a list and an object", a: [], b: {} },
    { name: "a missing key", a: { x: 1 }, b: { x: 1, y: 2 } },
    { name: "lists in another order", a: [1, 2], b: [2, 1] },
    { name: "a difference deep within", a: { x: [{ y: 1 }] }, b: { x: [{ y: 2 }] } },
    { name: "a key that looks like two", a: { 'x":1,"y': 1 }, b: { x: 1, y: 1 } },
  ])("writes another text, sorted, of $name", ({ a, b }) => {
    expect(sorted(a)).not.toBe(sorted(b));
  });

  it("writes what is nested 100,000 deep", () => {
    const text = `${'{"a":['.repeat(100_000)}${"]}".repeat(100_000)}`;
    const value: unknown = JSON.parse(text);
    expect(isObject(value)).toBe(true);
    expect(plain(value)).toBe(text);
  });
});
