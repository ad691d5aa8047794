/** Keywords that stand in for a `type`: a node that has one of them is left alone. */
const typeSubstitutes = ["$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"] as const;

/** Keywords that hold further schemas. `typed` ones must say their `type`; the others are only walked. */
const schemaSlots = [
  { keyword: "properties", shape: "map", typed: true },
  { keyword: "items", shape: "single", typed: true },
  { keyword: "patternProperties", shape: "map", typed: false },
  { keyword: "$defs", shape: "map", typed: false },
  { keyword: "definitions", shape: "map", typed: false },
  { keyword: "additionalProperties", shape: "single", typed: false },
  { keyword: "prefixItems", shape: "list", typed: false },
  { keyword: "allOf", shape: "list", typed: false },
  { keyword: "anyOf", shape: "list", typed: false },
  { keyword: "oneOf", shape: "list", typed: false },
] as const;

interface SchemaNode {
  readonly path: string;
  readonly node: Readonly<Record<string, unknown>>;
  readonly typed: boolean;
}

/**
 * The path of the first property or array item that lacks a `type`, such as `properties.filter`; undefined
 * when there is none. The root may lack one. The service rejects such schemas, which is why the official
 * clients fill them in before sending.
 */
export function findTypelessPath(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const pending: SchemaNode[] = [{ path: "", node: schema, typed: false }];
  for (let entry = pending.shift(); entry !== undefined; entry = pending.shift()) {
    if (entry.typed && !hasType(entry.node)) return entry.path;
    pending.unshift(...children(entry));
  }
  return undefined;
}

function hasType(node: Readonly<Record<string, unknown>>): boolean {
  return "type" in node || typeSubstitutes.some((keyword) => keyword in node);
}

function children({ path, node }: SchemaNode): SchemaNode[] {
  const prefix = path === "" ? "" : `${path}.`;
  return schemaSlots.flatMap(({ keyword, shape, typed }) => {
    const value = node[keyword];
    if (shape === "single")
      return isRecord(value) ? [{ path: `${prefix}${keyword}`, node: value, typed }] : [];
    // `Object.entries` of a list yields its indexes, so maps and lists read alike.
    if (shape === "list" ? !Array.isArray(value) : !isRecord(value)) return [];
    return childEntries(value).flatMap(([key, child]) =>
      isRecord(child) ? [{ path: `${prefix}${keyword}.${key}`, node: child, typed }] : [],
    );
  });
}

function childEntries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
