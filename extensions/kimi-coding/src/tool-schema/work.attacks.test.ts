import { describe, expect, it } from "vitest";
import { countSteps } from "../../test-support/count-steps.ts";
import { isObject, type JsonObject } from "../kimi/index.ts";
import { normalizeToolSchema } from "./normalize-tool-schema.ts";

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const named = <T>(count: number, make: (index: number) => T): Record<string, T> =>
  Object.fromEntries(many(count, (index) => [`p${index}`, make(index)]));

const text = { type: "string" };

/** Schemas that grow with a number, and whose work must grow no faster than they do. */
const ATTACKS: Readonly<Record<string, (size: number) => JsonObject>> = {
  "allOf of objects": (size) => ({
    allOf: many(size, (index) => ({ properties: { [`p${index}`]: text }, required: [`p${index}`] })),
  }),
  "allOf of objects with the same names": (size) => ({
    allOf: many(size, (index) => ({ properties: { a: { ...text, minLength: index }, b: text } })),
  }),
  "allOf of allOf": (size) => ({
    allOf: many(Math.ceil(size / 50), (outer) => ({
      allOf: many(50, (inner) => ({ properties: { [`p${outer}x${inner}`]: text } })),
    })),
  }),
  "allOf of long enums": (size) => ({
    properties: { p: { allOf: many(10, () => ({ enum: many(size, (index) => `v${index}`) })) } },
  }),
  "allOf of long lists of required names": (size) => ({
    allOf: many(10, () => ({ required: many(size, (index) => `p${index}`) })),
  }),
  "allOf with patterns": (size) => ({
    allOf: many(Math.ceil(size / 10), (index) => ({
      patternProperties: named(10, () => ({ ...text, maxLength: index })),
    })),
  }),
  "anyOf of objects": (size) => ({
    properties: { p: { anyOf: many(size, (index) => ({ properties: { [`p${index}`]: text } })) } },
  }),
  "anyOf beside wide properties": (size) => ({
    type: "object",
    properties: named(size, () => text),
    anyOf: many(40, (index) => ({ required: [`p${index}`] })),
  }),
  "oneOf that many values tell apart": (size) => ({
    properties: {
      p: {
        oneOf: many(40, (outer) => ({
          properties: { kind: { enum: many(Math.ceil(size / 10), (index) => `${outer}-${index}`) } },
          required: ["kind"],
        })),
      },
    },
  }),
  "an enum": (size) => ({ properties: { p: { enum: many(size * 10, (index) => `v${index}`) } } }),
  "references to one schema": (size) => ({
    properties: named(size, () => ({ $ref: "#/$defs/a" })),
    $defs: { a: { anyOf: many(size, (index) => ({ type: "object", title: `t${index}` })) } },
  }),
  "references that multiply out": (size) => ({
    $ref: "#/$defs/d0",
    $defs: Object.fromEntries(
      many(12, (level) => [
        `d${level}`,
        { properties: named(Math.ceil(size / 100), () => ({ $ref: `#/$defs/d${level + 1}` })) },
      ]),
    ),
  }),
  "deep nesting": (size) =>
    many(size, (index) => index).reduce<JsonObject>((inner) => ({ properties: { a: inner } }), text),
  "deep combinators": (size) =>
    many(size, (index) => index).reduce<JsonObject>(
      (inner) => ({ allOf: [inner, { properties: { a: text } }] }),
      { type: "object" },
    ),
  "wide properties": (size) => ({ properties: named(size * 5, () => text) }),
  "many patterns": (size) => ({
    patternProperties: named(size, () => ({ type: "integer" })),
    properties: named(size, () => text),
  }),
  "long names below each other": (size) =>
    many(20, (index) => index).reduce<JsonObject>(
      (inner) => ({ properties: { ["n".repeat(size * 10)]: inner, other: { not: text } } }),
      text,
    ),
};

describe.each(Object.entries(ATTACKS))("%s", (_name, make) => {
  it("needs work that grows no faster than its size", () => {
    const [small, large] = [make(1000), make(4000)].map((schema) =>
      countSteps(() => void normalizeToolSchema(schema)),
    );
    // Four times the size; a quarter more for the levels of a tree of combinations.
    expect((large ?? Infinity) / (small ?? 0)).toBeLessThan(6);
    expect(large).toBeLessThan(60_000_000);
  });

  it.each([1000, 5000])("becomes a schema that the service accepts, and tells what it lost: %d", (size) => {
    const { schema, losses } = normalizeToolSchema(make(size));
    expect(flaws(schema)).toStrictEqual([]);
    expect(losses.every(({ path, keyword }) => path.length < 5000 && keyword !== "")).toBe(true);
  });
});

/** Nodes that break the form of the service: a `type` in every node, and none beside `anyOf`. */
function flaws(root: JsonObject): string[] {
  const found: string[] = [];
  const open: (readonly [string, unknown])[] = [["", root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, node] = next;
    if (!isObject(node)) {
      found.push(`${path}: no schema`);
      continue;
    }
    const fields = Object.entries(node);
    const has = (key: string) => fields.some(([name]) => name === key);
    if (has("type") === has("anyOf")) found.push(`${path}: type and anyOf`);
    if (has("$ref") || has("allOf") || has("oneOf")) found.push(`${path}: not written out`);
    for (const [key, value] of fields) {
      if (key === "properties" && isObject(value))
        for (const [name, child] of Object.entries(value)) open.push([`${path}.${name.slice(0, 20)}`, child]);
      if (key === "items" || (key === "additionalProperties" && value !== false))
        open.push([`${path}.${key}`, value]);
      if (key === "anyOf" && Array.isArray(value)) for (const child of value) open.push([`${path}|`, child]);
    }
  }
  return found;
}
