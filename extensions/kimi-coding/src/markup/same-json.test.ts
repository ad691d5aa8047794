import { describe, expect, it } from "vitest";
import { isSameJson } from "./same-json.ts";

describe("isSameJson", () => {
  it.each<{ name: string; a: unknown; b: unknown }>([
    { name: "equal texts", a: "x", b: "x" },
    { name: "null", a: null, b: null },
    { name: "objects in another order", a: { x: 1, y: [true, null] }, b: { y: [true, null], x: 1 } },
    { name: "empty lists", a: [], b: [] },
  ])("is true of $name", ({ a, b }) => {
    expect(isSameJson(a, b)).toBe(true);
  });

  it.each<{ name: string; a: unknown; b: unknown }>([
    { name: "a number and its text", a: 1, b: "1" },
    { name: "null and an object", a: null, b: {} },
    { name: "a list and an object", a: [], b: {} },
    { name: "a missing key", a: { x: 1 }, b: { x: 1, y: 2 } },
    { name: "a key too many", a: { x: 1, y: 2 }, b: { x: 1 } },
    { name: "a key that is only inherited", a: { toString: 1 }, b: { x: 1 } },
    { name: "lists in another order", a: [1, 2], b: [2, 1] },
    { name: "a longer list", a: [1], b: [1, 2] },
    { name: "a difference deep within", a: { x: [{ y: 1 }] }, b: { x: [{ y: 2 }] } },
  ])("is false of $name", ({ a, b }) => {
    expect(isSameJson(a, b)).toBe(false);
  });
});
