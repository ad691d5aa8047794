import * as fc from "fast-check";
import { isObject, type JsonObject } from "../kimi/index.ts";
import { resolveLocalReference } from "./json-pointer.ts";

const names = ["a", "b", "kind", "items", "$ref", "__proto__"] as const;
const scalars = {
  string: fc.constantFrom("x", "y", ""),
  integer: fc.integer({ min: -3, max: 3 }),
  number: fc.constantFrom(0.5, -1.5, 1, 2),
  boolean: fc.boolean(),
  null: fc.constant(null),
} as const;
const scalar = fc.oneof(...Object.values(scalars));

/** Small JSON values, with the names that {@link toolSchemas} uses. */
export const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 3, arbitrary: objectOf(tie("value")) },
  ),
})).value;

/** Objects as the parser of JSON makes them: `__proto__` is a name like others. */
function objectOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
}

/** A few at a time: a schema with all of them accepts nothing. */
function partial(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> {
  return fc
    .subarray(Object.entries(model), { maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen)));
}

function merge(parts: readonly object[]): JsonObject {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

const annotation = fc.record(
  { description: fc.constantFrom("d", "e"), default: scalar, title: fc.constant("t") },
  { requiredKeys: [] },
);

const anySchema: fc.Arbitrary<JsonObject> = fc.letrec<{
  schema: JsonObject | boolean;
  object: JsonObject;
}>((tie) => {
  const schema = tie("schema");
  const type = fc.oneof(
    fc.constantFrom("string", "number", "integer", "boolean", "object", "array", "null"),
    fc.uniqueArray(fc.constantFrom("string", "number", "integer", "boolean", "object", "array", "null"), {
      minLength: 1,
      maxLength: 3,
    }),
  );
  const typed = fc.record({ type });
  const count = fc.nat({ max: 2 });
  const several = fc.array(schema, { minLength: 1, maxLength: 2 });
  const own = fc
    .tuple(
      typed,
      partial({
        properties: objectOf(schema),
        required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
        additionalProperties: schema,
        patternProperties: fc.dictionary(fc.constantFrom("^a", "i", "^(.*)$"), schema, { maxKeys: 1 }),
        propertyNames: fc.constantFrom({ type: "string" }, { maxLength: 1 }),
        maxProperties: count,
        dependentRequired: fc.constant({ a: ["b"] }),
      }),
      partial({
        items: schema,
        prefixItems: several,
        contains: schema,
        minItems: count,
        maxItems: count,
        uniqueItems: fc.boolean(),
      }),
      partial({
        minLength: count,
        pattern: fc.constantFrom("^x", "y"),
        minimum: count,
        exclusiveMaximum: count,
        multipleOf: fc.constantFrom(1, 2),
      }),
    )
    .map(merge);
  const combinators = partial({
    allOf: several,
    anyOf: several,
    oneOf: several,
    ...Object.fromEntries(["not", "if", "then", "else"].map((keyword) => [keyword, schema] as const)),
  });
  const listed = fc.oneof(
    fc
      .uniqueArray(values, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })
      .map((listed) => ({ enum: listed })),
    values.map((value) => ({ const: value })),
  );
  const reference = fc.constantFrom("#", "#/$defs/a", "#/$defs/b~1c").map(($ref) => ({ $ref }));
  const object = fc.oneof(
    { weight: 6, arbitrary: own },
    { weight: 2, arbitrary: fc.tuple(own, combinators).map(merge) },
    { weight: 2, arbitrary: combinators },
    { weight: 2, arbitrary: listed },
    { weight: 1, arbitrary: fc.tuple(typed, listed).map(merge) },
    { weight: 2, arbitrary: reference },
  );
  return {
    object: fc.tuple(object, annotation).map(merge),
    schema: fc.oneof(
      // Two levels hold every pair of rules; each one more makes schemas ten times as large.
      { maxDepth: 2 },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 6, arbitrary: tie("object") },
    ),
  };
}).object;

/** Schemas of tools (2020-12) that name the types they speak of, with everything that there is a rule for. */
export const toolSchemas: fc.Arbitrary<JsonObject> = fc
  .record({ v: anySchema, a: anySchema, b: anySchema })
  .map(({ v, a, b }) => ({ type: "object", properties: { v }, $defs: { a, "b/c": b } }));

/** Values that such a schema is likely to accept; whether it does is for a validator to say. */
export function likelyValues(schema: unknown, root: unknown, depth = 0): fc.Arbitrary<unknown> {
  if (!isObject(schema) || depth > 5) return values;
  // Only on demand: references make these trees very large.
  const likely = (part: unknown) => fc.constant(part).chain((part) => likelyValues(part, root, depth + 1));
  const { $ref } = schema;
  if (typeof $ref === "string") return likely(resolveLocalReference(root, $ref));
  if ("const" in schema) return fc.constant(schema["const"]);
  const listed = schema["enum"];
  if (Array.isArray(listed)) return fc.constantFrom(...list(listed));
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((keyword) => list(schema[keyword]));
  const types = [schema["type"]].flat();
  const own = types.map((type) => {
    if (type === "object") return likelyObject(schema, likely);
    if (type === "array") return likelyList(schema, likely);
    const least = schema["minimum"];
    if (typeof least === "number") return fc.constantFrom(least, least + 1);
    const own = Object.entries(scalars).find(([name]) => name === type);
    return own?.[1] ?? scalar;
  });
  return fc.oneof(...own, ...parts.map(likely));
}

function likelyObject(schema: JsonObject, likely: (part: unknown) => fc.Arbitrary<unknown>) {
  const described = isObject(schema["properties"]) ? schema["properties"] : {};
  const asked = list(schema["required"]);
  const others = schema["additionalProperties"];
  const asWell = asked.filter((name) => typeof name === "string");
  const entries = [...new Set([...names, ...Object.keys(described), ...asWell])].map((name) => {
    const isDescribed = Object.hasOwn(described, name);
    if (!isDescribed && others === false && !asked.includes(name)) return fc.constant([]);
    const entry = likely(isDescribed ? described[name] : others).map((value) => [[name, value] as const]);
    return asked.includes(name) ? entry : fc.option(entry, { nil: [], freq: isDescribed ? 2 : 1 });
  });
  return fc.tuple(...entries).map((found) => Object.fromEntries(found.flat()));
}

function likelyList(schema: JsonObject, likely: (part: unknown) => fc.Arbitrary<unknown>) {
  const prefix = list(schema["prefixItems"]).map(likely);
  const rest = fc.array(likely(schema["items"]), { maxLength: 2 });
  return fc.oneof(
    fc.tuple(fc.tuple(...prefix), rest).map((parts) => parts.flat(1)),
    fc.tuple(...prefix),
    rest,
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
