import { describe, expect, it } from "vitest";
import { normalizeToolSchema } from "./normalize-tool-schema.ts";

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function named<T>(count: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(many(count, (index) => [`p${index}`, make(index)]));
}

const text = { type: "string" };
const values = many(1000, (index) => `value-${index}`);

function keywordsLost(schema: object): string[] {
  return [...new Set(normalizeToolSchema(schema).losses.map(({ keyword }) => keyword))];
}

describe("a schema that multiplies out", () => {
  const enumeration = { enum: values };
  const said = { description: "x".repeat(20_000) };
  it.each([
    {
      name: "a long enum that is referred to 500 times",
      schema: { properties: named(500, () => ({ $ref: "#/$defs/e" })), $defs: { e: enumeration } },
      lost: ["size"],
    },
    {
      name: "a long description that is referred to 500 times",
      schema: {
        properties: named(500, () => ({ $ref: "#/$defs/e" })),
        $defs: { e: { ...text, ...said } },
      },
      lost: ["size"],
    },
    {
      name: "a long enum beside 64 alternatives",
      schema: {
        type: "object",
        properties: { a: enumeration },
        anyOf: many(64, (index) => ({ required: [`r${index}`] })),
      },
      lost: ["allOf"],
    },
    {
      name: "1,000 required names that may hold a long enum",
      schema: {
        type: "object",
        required: Object.keys(named(1000, () => 0)),
        additionalProperties: enumeration,
      },
      lost: ["size"],
    },
    {
      name: "1,000 properties under a pattern with a long enum",
      schema: { properties: named(1000, () => ({})), patternProperties: { "^.*$": enumeration } },
      lost: ["size"],
    },
    {
      name: "1,000 properties that the other half of an allOf takes for a long enum",
      schema: { allOf: [{ properties: named(1000, () => ({})) }, { additionalProperties: enumeration }] },
      lost: ["size"],
    },
    {
      name: "a long description of 1,000 alternatives",
      schema: {
        properties: {
          p: {
            anyOf: [
              text,
              { ...said, anyOf: many(1000, (index) => ({ properties: { [`k${index}`]: text } })) },
            ],
          },
        },
      },
      lost: [],
    },
  ])("ends at a size, and says what it lost: $name", ({ schema, lost }) => {
    const { length } = JSON.stringify(normalizeToolSchema(schema).schema);
    expect(length).toBeLessThan(400_000);
    expect(keywordsLost(schema)).toStrictEqual(lost);
  });

  it("still writes out what is small after what is too large", () => {
    const properties = { ...named(100, () => ({ $ref: "#/$defs/e" })), last: { $ref: "#/$defs/small" } };
    const { schema } = normalizeToolSchema({ properties, $defs: { e: enumeration, small: { enum: ["a"] } } });
    expect(schema).toHaveProperty("properties.last", { ...text, enum: ["a"] });
    expect(schema).toHaveProperty("properties.p0.enum", values);
    expect(schema).toHaveProperty("properties.p99", text);
  });
});

describe("alternatives of constants", () => {
  const constants = many(20_000, (index) => ({ const: `v${index}` }));

  // Compared one by one they would take minutes.
  it.each(["oneOf", "anyOf"])("are one enum, however many: %s", (keyword) => {
    const schema = { properties: { p: { [keyword]: constants } } };
    expect(normalizeToolSchema(schema)).toMatchObject({
      schema: { properties: { p: { ...text, enum: constants.map((constant) => constant.const) } } },
      losses: [],
    });
  });

  it.each([
    { name: "a constant twice", oneOf: [{ const: "a" }, { const: "b" }, { const: "a" }], lost: ["oneOf"] },
    {
      name: "an object twice, its keys in another order",
      oneOf: [{ const: { a: 1, b: 2 } }, { const: { b: 2, a: 1 } }],
      lost: ["oneOf"],
    },
    {
      name: "a constant and its type",
      oneOf: [{ const: 1 }, { const: "a" }, { type: "number" }],
      lost: ["oneOf"],
    },
    { name: "constants and another type", oneOf: [{ const: 1 }, { const: true }, text], lost: [] },
    {
      name: "objects that a constant tells apart",
      oneOf: many(64, (kind) => ({ properties: { kind: { const: kind } }, required: ["kind"] })),
      lost: [],
    },
  ])("exclude each other, or lose oneOf: $name", ({ oneOf, lost }) => {
    expect(keywordsLost({ properties: { p: { oneOf } } })).toStrictEqual(lost);
  });
});
