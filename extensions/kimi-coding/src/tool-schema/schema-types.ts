import { isObject, type JsonObject } from "../kimi/index.ts";
import { limitedType } from "./limits.ts";
import { TYPE_NAMES, type TypeName } from "./schema-node.ts";

/** Keywords that speak of objects and of lists; one of them without a `type` tells the type. */
const STRUCTURE_KEYWORDS: readonly (readonly [TypeName, readonly string[]])[] = [
  [
    "object",
    [
      "properties",
      "required",
      "additionalProperties",
      "patternProperties",
      "propertyNames",
      "dependencies",
      "dependentRequired",
      "dependentSchemas",
      "unevaluatedProperties",
      "minProperties",
      "maxProperties",
    ],
  ],
  ["array", ["items", "prefixItems", "additionalItems", "contains", "unevaluatedItems"]],
];

/** The types that a schema names in `type`; undefined when it names none that there is. */
export function declaredTypes(schema: JsonObject): readonly TypeName[] | undefined {
  const { type } = schema;
  const named: readonly unknown[] = Array.isArray(type) ? type : [type];
  const types = TYPE_NAMES.filter((name) => named.includes(name));
  // In the order of the schema, which may say what is meant first.
  return types.length === 0 ? undefined : types.toSorted((a, b) => named.indexOf(a) - named.indexOf(b));
}

/** The type that a schema without a `type` is about, judged by its keywords. */
export function impliedType(schema: JsonObject): TypeName | undefined {
  const structure = STRUCTURE_KEYWORDS.find(([, keywords]) => keywords.some((keyword) => keyword in schema));
  return structure?.[0] ?? limitedType(schema);
}

/** The values that a schema lists in `const` or `enum`; undefined when it lists none. */
export function listedValues(schema: JsonObject): readonly unknown[] | undefined {
  if ("const" in schema) return [schema["const"]];
  const listed = schema["enum"];
  return Array.isArray(listed) && listed.length > 0 ? listed : undefined;
}

/** The types of the given values, each as narrow as may be; without `integer` where there is `number`. */
export function typesOfValues(values: readonly unknown[]): readonly TypeName[] {
  const types = new Set(values.map(typeOfValue));
  if (types.has("number")) types.delete("integer");
  return [...types];
}

export function hasType(value: unknown, type: TypeName): boolean {
  const own = typeOfValue(value);
  return own === type || (own === "integer" && type === "number");
}

function typeOfValue(value: unknown): TypeName {
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return isObject(value) ? "object" : "null";
}

/** The type of the values that are of both types; undefined where there is none. */
export function commonType(one: TypeName, other: TypeName): TypeName | undefined {
  if (one === other) return one;
  const numeric = [one, other].every((type) => type === "number" || type === "integer");
  return numeric ? "integer" : undefined;
}
