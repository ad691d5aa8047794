import { describe, expect, it } from "vitest";

import { findSchemaFault } from "./tool-schema.ts";

const typeless = "type is not defined";
const typeBesideUnion =
  "when using anyOf, type should be defined in anyOf items instead of the parent schema";
const foreignRef = "references must start with #/$defs/";

describe("findSchemaFault", () => {
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
      name: "a branch",
      schema: { properties: { a: { anyOf: [{ type: "null" }, { enum: ["x"] }] } } },
      path: "properties.a.anyOf.1",
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
  ])("finds that $name lacks a type", ({ schema, path }) => {
    expect(findSchemaFault(schema)).toStrictEqual({ path, problem: typeless });
  });

  it.each([
    {
      name: "a type beside anyOf in a property",
      schema: { properties: { a: { type: "object", anyOf: [{ type: "object" }] } } },
      fault: { path: "properties.a", problem: typeBesideUnion },
    },
    {
      name: "a type beside oneOf at the root",
      schema: { type: "object", oneOf: [{ type: "object" }] },
      fault: { path: "", problem: typeBesideUnion },
    },
    {
      name: "a reference with a description",
      schema: { properties: { a: { $ref: "#/$defs/a", description: "x" } } },
      fault: { path: "properties.a", problem: "$ref does not go with other keywords" },
    },
    {
      name: "a reference into definitions",
      schema: { properties: { a: { $ref: "#/definitions/a" } } },
      fault: { path: "properties.a", problem: foreignRef },
    },
    {
      name: "a reference to another document",
      schema: { properties: { a: { $ref: "https://example.com/a.json" } } },
      fault: { path: "properties.a", problem: foreignRef },
    },
    ...["if", "then", "else"].map((keyword) => ({
      name: keyword,
      schema: { type: "object", [keyword]: { required: ["a"] } },
      fault: { path: "", problem: "if, then and else conflict with other keywords" },
    })),
    ...[true, null, "a"].map((required) => ({
      name: `required: ${String(required)}`,
      schema: { properties: { a: { type: "object", required } } },
      fault: { path: "properties.a", problem: "required must be an array" },
    })),
  ])("refuses $name", ({ schema, fault }) => {
    expect(findSchemaFault(schema)).toStrictEqual(fault);
  });

  it.each([
    { name: "a root without a type", schema: { properties: {} } },
    { name: "no schema at all", schema: undefined },
    { name: "typed properties", schema: { type: "object", properties: { a: { type: ["string", "null"] } } } },
    { name: "a boolean schema", schema: { type: "object", properties: { a: true } } },
    { name: "a list without items", schema: { type: "object", properties: { a: { type: "array" } } } },
    { name: "an object without required", schema: { type: "object", properties: {} } },
    {
      name: "typed branches",
      schema: { type: "object", properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } },
    },
    { name: "a reference", schema: { type: "object", properties: { a: { $ref: "#/$defs/a" } } } },
    ...["allOf", "anyOf", "oneOf", "not"].map((keyword) => ({
      name: `a property with ${keyword}`,
      schema: { type: "object", properties: { a: { [keyword]: "x" } } },
    })),
  ])("lets $name pass", ({ schema }) => {
    expect(findSchemaFault(schema)).toBeUndefined();
  });

  it("treats a property called items as a property", () => {
    const schema = {
      type: "object",
      properties: { items: { type: "string" }, properties: { type: "string" }, $ref: { type: "string" } },
    };
    expect(findSchemaFault(schema)).toBeUndefined();
  });
});
