import { describe, expect, it } from "vitest";
import { normalizeToolSchema } from "./normalize-tool-schema.ts";

/** What becomes of a property's schema, and what it loses; `definitions` is beside it in the whole. */
function normalized(schema: unknown, definitions: object = {}) {
  const { schema: whole, losses } = normalizeToolSchema({
    type: "object",
    properties: { p: schema },
    definitions,
  });
  return { whole, losses: losses.map(({ path, keyword }) => `${path}.${keyword}`) };
}
function expectProperty(schema: unknown, expected: unknown, lost: readonly string[] = [], definitions = {}) {
  const { whole, losses } = normalized(schema, definitions);
  expect(whole).toStrictEqual({ type: "object", properties: { p: expected }, required: [] });
  expect(losses).toStrictEqual(lost.map((loss) => `properties.p.${loss}`));
}

const text = { type: "string" };
const none = { type: "null" };
const anything = [text, { type: "number" }, { type: "boolean" }, { type: "object" }, { type: "array" }, none];

/** Refers to the next level twice. */
function level(index: number) {
  const next = { $ref: `#/$defs/${index + 1}` };
  return { type: "object", properties: { a: next, b: next } };
}

describe("normalizeToolSchema", () => {
  it.each([
    { name: "an enum", schema: { enum: ["a", "b"] }, expected: { ...text, enum: ["a", "b"] } },
    { name: "whole numbers", schema: { enum: [1, 2] }, expected: { type: "integer", enum: [1, 2] } },
    { name: "numbers", schema: { enum: [1, 2.5] }, expected: { type: "number", enum: [1, 2.5] } },
    { name: "a const", schema: { const: true }, expected: { type: "boolean", enum: [true] } },
    { name: "null", schema: { const: null }, expected: none },
    {
      name: "values of several types",
      schema: { enum: ["a", 1, null] },
      expected: { anyOf: [{ ...text, enum: ["a"] }, { type: "integer", enum: [1] }, none] },
    },
    { name: "list keywords", schema: { items: text }, expected: { type: "array", items: text } },
    { name: "string keywords", schema: { pattern: "^a" }, expected: { ...text, pattern: "^a" } },
    { name: "number keywords", schema: { minimum: 1 }, expected: { type: "number", minimum: 1 } },
    {
      name: "object keywords",
      schema: { properties: { a: text } },
      expected: { type: "object", properties: { a: text }, required: [] },
    },
    { name: "nothing at all", schema: { description: "x" }, expected: { description: "x", anyOf: anything } },
    { name: "the schema true", schema: true, expected: { anyOf: anything } },
    { name: "a type that there is not", schema: { type: "any" }, expected: { anyOf: anything } },
    {
      name: "a branch",
      schema: { anyOf: [{ const: "a" }, text] },
      expected: { anyOf: [{ ...text, enum: ["a"] }, text] },
    },
  ])("finds the type of $name", ({ schema, expected }) => {
    expectProperty(schema, expected);
  });

  it.each([
    { name: "a list of types", schema: { type: ["string", "null"] }, expected: { anyOf: [text, none] } },
    {
      name: "a type beside anyOf",
      schema: { type: "object", anyOf: [{ required: ["a"] }, { properties: { b: text } }] },
      expected: {
        anyOf: [
          { type: "object", properties: { a: { anyOf: anything } }, required: ["a"] },
          { type: "object", properties: { b: text }, required: [] },
        ],
      },
    },
    {
      name: "other keywords beside anyOf",
      schema: { type: "string", maxLength: 9, anyOf: [{ minLength: 1 }, { maxLength: 3 }] },
      expected: {
        anyOf: [
          { ...text, minLength: 1, maxLength: 9 },
          { ...text, maxLength: 3 },
        ],
      },
    },
    {
      name: "constants that are alternatives",
      schema: { anyOf: [{ const: "a" }, { const: "b" }] },
      expected: { ...text, enum: ["a", "b"] },
    },
    {
      name: "alternatives that exclude each other",
      schema: { oneOf: [text, { type: "integer" }] },
      expected: { anyOf: [text, { type: "integer" }] },
    },
    {
      name: "allOf",
      schema: { allOf: [{ properties: { a: text } }, { properties: { b: text }, required: ["b"] }] },
      expected: { type: "object", properties: { a: text, b: text }, required: ["b"] },
    },
    { name: "OpenAPI's null", schema: { type: "string", nullable: true }, expected: { anyOf: [text, none] } },
    {
      name: "OpenAPI's null beside values",
      schema: { type: "string", enum: ["a"], nullable: true },
      expected: { ...text, enum: ["a"] },
    },
    {
      name: "draft 4's flag",
      schema: { type: "number", minimum: 1, exclusiveMinimum: true },
      expected: { type: "number", exclusiveMinimum: 1 },
    },
    {
      name: "a tuple of one kind",
      schema: { type: "array", items: [text, text], minItems: 2, maxItems: 2 },
      expected: { type: "array", minItems: 2, maxItems: 2, items: text },
    },
    {
      name: "a list that ends before a position that nothing can be in",
      schema: { type: "array", prefixItems: [text, false, none] },
      expected: { type: "array", items: text, maxItems: 1 },
    },
    {
      name: "a tuple that ends",
      schema: { type: "array", prefixItems: [text], items: false },
      expected: { type: "array", maxItems: 1, items: text },
    },
    {
      name: "a map by patterns",
      schema: { type: "object", patternProperties: { "^(.*)$": text } },
      expected: { type: "object", additionalProperties: text },
    },
    {
      name: "a map as zod writes it",
      schema: { type: "object", propertyNames: text, additionalProperties: {} },
      expected: { type: "object" },
    },
    {
      name: "a default and examples",
      schema: { ...text, description: "A day", default: "today", examples: ["mon", "tue"] },
      expected: { ...text, description: 'A day (default: "today"; examples: "mon", "tue")' },
    },
    {
      name: "keywords that say nothing of values",
      schema: { ...text, $id: "a", $comment: "b", "x-c": "d", $schema: "e", deprecated: true },
      expected: text,
    },
    ...[true, null, "a"].map((required) => ({
      name: `required: ${String(required)}`,
      schema: { type: "object", properties: { a: text }, required },
      expected: { type: "object", properties: { a: text }, required: [] },
    })),
  ])("writes $name without a loss", ({ schema, expected }) => {
    expectProperty(schema, expected);
  });

  it.each([
    {
      name: "a reference, and what is said of it",
      schema: { $ref: "#/definitions/a~1b", description: "mine" },
      expected: { ...text, description: "mine" },
    },
    {
      name: "a reference to a reference",
      schema: { $ref: "#/definitions/c" },
      expected: { ...text, description: "theirs" },
    },
    {
      name: "a schema that holds itself, once",
      schema: { $ref: "#/definitions/tree" },
      expected: {
        type: "object",
        properties: { leaf: text, trees: { type: "array", items: { type: "object" } } },
        required: ["leaf"],
      },
      lost: ["properties.trees.items.recursion"],
    },
    {
      name: "nothing for a reference elsewhere",
      schema: { $ref: "https://example.com/a" },
      expected: { anyOf: anything },
      lost: ["$ref"],
    },
    {
      name: "a reference without the conditions beside it",
      schema: { $ref: "#/definitions/c", maxLength: 2 },
      expected: { ...text, description: "theirs" },
      lost: ["$ref"],
    },
    {
      name: "nothing for a circle",
      schema: { $ref: "#/definitions/circle" },
      expected: { anyOf: anything },
      lost: ["recursion"],
    },
  ])("writes out $name", ({ schema, expected, lost }) => {
    const tree = {
      properties: { leaf: text, trees: { type: "array", items: { $ref: "#/definitions/tree" } } },
      required: ["leaf"],
    };
    expectProperty(schema, expected, lost, {
      "a/b": { ...text, description: "theirs" },
      c: { $ref: "#/definitions/a~1b" },
      circle: { $ref: "#/definitions/circle" },
      tree,
    });
  });

  it.each([
    { keyword: "not", schema: { ...text, not: { const: "a" } }, expected: text },
    { keyword: "else", schema: { ...text, if: { minLength: 1 }, else: { maxLength: 2 } }, expected: text },
    { keyword: "contains", schema: { type: "array", contains: text }, expected: { type: "array" } },
    {
      keyword: "prefixItems",
      schema: { type: "array", prefixItems: [text, none], maxItems: 2 },
      expected: { type: "array", maxItems: 2, items: { anyOf: [text, none] } },
    },
    {
      keyword: "patternProperties",
      schema: { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
      expected: { type: "object", additionalProperties: text },
    },
    {
      keyword: "propertyNames",
      schema: { type: "object", propertyNames: { maxLength: 3 } },
      expected: { type: "object" },
    },
    {
      keyword: "dependentRequired",
      schema: { type: "object", dependentRequired: { a: ["b"] } },
      expected: { type: "object" },
    },
    {
      keyword: "oneOf",
      schema: {
        oneOf: [
          { ...text, minLength: 1 },
          { ...text, maxLength: 2 },
        ],
      },
      expected: {
        anyOf: [
          { ...text, minLength: 1 },
          { ...text, maxLength: 2 },
        ],
      },
    },
    { keyword: "type", schema: { type: "string", enum: [1] }, expected: { type: "integer", enum: [1] } },
    { keyword: "contradiction", schema: { ...text, allOf: [none] }, expected: { anyOf: anything } },
  ])("names $keyword as lost, and accepts more without it", ({ keyword, schema, expected }) => {
    expectProperty(schema, expected, [keyword]);
  });

  it.each([undefined, null, true, "object", [], {}, { type: "string" }, { type: "object", required: null }])(
    "makes arguments of %j an object",
    (schema) => {
      expect(normalizeToolSchema(schema).schema).toStrictEqual({
        type: "object",
        properties: {},
        required: [],
      });
    },
  );

  it("pushes the type of a root into its branches", () => {
    const schema = {
      type: "object",
      properties: { a: text, b: text },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    };
    const branch = { type: "object", properties: { a: text, b: text } };
    expect(normalizeToolSchema(schema).schema).toStrictEqual({
      anyOf: [
        { ...branch, required: ["a"] },
        { ...branch, required: ["b"] },
      ],
    });
  });

  it("ends references that multiply, and names them", () => {
    const $defs = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [String(index), level(index)]));
    const { schema, losses } = normalizeToolSchema({ ...level(-1), $defs });
    expect(JSON.stringify(schema).length).toBeLessThan(500_000);
    expect(losses.map(({ keyword }) => keyword)).toContain("size");
  });

  it("takes a schema of any depth", () => {
    let schema: object = text;
    for (let depth = 0; depth < 20_000; depth += 1) schema = { type: "object", properties: { a: schema } };
    expect(normalizeToolSchema(schema).losses.map(({ keyword }) => keyword)).toStrictEqual(["depth"]);
  });

  it("normalizes the same object once", () => {
    const schema = { type: "object" };
    expect(normalizeToolSchema(schema)).toBe(normalizeToolSchema(schema));
  });
});
