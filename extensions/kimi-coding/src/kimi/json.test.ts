import { describe, expect, it } from "vitest";
import { isObject } from "./json.ts";

describe("isObject", () => {
  it.each([
    { name: "an empty object", value: {} },
    { name: "an object with fields", value: { a: 1 } },
  ])("takes $name", ({ value }) => {
    expect(isObject(value)).toBe(true);
  });

  it.each([
    { name: "null", value: null },
    { name: "undefined", value: undefined },
    { name: "an array", value: [{}] },
    { name: "a text", value: "{}" },
    { name: "a number", value: 1 },
    { name: "a function", value: () => ({}) },
  ])("refuses $name", ({ value }) => {
    expect(isObject(value)).toBe(false);
  });
});
