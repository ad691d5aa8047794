import { describe, expect, it } from "vitest";

import { findTypelessPath } from "./tool-schema.ts";

describe("findTypelessPath", () => {
  it.each([
    { name: "a property", schema: { properties: { a: { description: "x" } } }, path: "properties.a" },
    { name: "a property with an enum", schema: { properties: { a: { enum: ["x"] } } }, path: "properties.a" },
    {
      name: "a nested property",
      schema: { properties: { a: { type: "object", properties: { b: {} } } } },
      path: "properties.a.properties.b",
    },
    {
      name: "the items of a list",
      schema: { properties: { a: { type: "array", items: {} } } },
      path: "properties.a.items",
    },
    {
      name: "a property of list items",
      schema: { properties: { a: { type: "array", items: { type: "object", properties: { b: {} } } } } },
      path: "properties.a.items.properties.b",
    },
    {
      name: "a property within a branch",
      schema: { properties: { a: { anyOf: [{ type: "null" }, { type: "object", properties: { b: {} } }] } } },
      path: "properties.a.anyOf.1.properties.b",
    },
    {
      name: "a property of a definition",
      schema: { type: "object", $defs: { d: { properties: { b: {} } } } },
      path: "$defs.d.properties.b",
    },
  ])("finds $name", ({ schema, path }) => {
    expect(findTypelessPath(schema)).toBe(path);
  });

  it.each([
    { name: "a root without a type", schema: { properties: {} } },
    { name: "no schema at all", schema: undefined },
    { name: "typed properties", schema: { type: "object", properties: { a: { type: ["string", "null"] } } } },
    { name: "a boolean schema", schema: { type: "object", properties: { a: true } } },
    ...["$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"].map((keyword) => ({
      name: `a property with ${keyword}`,
      schema: { type: "object", properties: { a: { [keyword]: "#/x" } } },
    })),
  ])("lets $name pass", ({ schema }) => {
    expect(findTypelessPath(schema)).toBeUndefined();
  });

  it("takes a property called items for a property", () => {
    const schema = {
      type: "object",
      properties: { items: { type: "string" }, properties: { type: "string" } },
    };
    expect(findTypelessPath(schema)).toBeUndefined();
  });
});
