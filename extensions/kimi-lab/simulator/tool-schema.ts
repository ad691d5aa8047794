/** What the service finds wrong with a tool's schema: where, in its dotted form, and what. */
export interface SchemaFault {
  /** Empty for the root. */
  readonly path: string;
  readonly problem: string;
}

/** Keywords that stand in for a `type`: a node that has one of them needs none of its own. */
const typeSubstitutes = ["$ref", "allOf", "anyOf", "oneOf", "not"] as const;

/** Keywords that hold further schemas. `typed` ones must say their `type`; the others are only walked. */
const schemaSlots = [
  { keyword: "properties", shape: "map", typed: true },
  { keyword: "items", shape: "single", typed: true },
  { keyword: "patternProperties", shape: "map", typed: false },
  { keyword: "$defs", shape: "map", typed: false },
  { keyword: "definitions", shape: "map", typed: false },
  { keyword: "additionalProperties", shape: "single", typed: false },
  { keyword: "prefixItems", shape: "list", typed: false },
  { keyword: "allOf", shape: "list", typed: true },
  { keyword: "anyOf", shape: "list", typed: true },
  { keyword: "oneOf", shape: "list", typed: true },
] as const;

interface SchemaNode {
  readonly path: string;
  readonly node: Readonly<Record<string, unknown>>;
  readonly typed: boolean;
}

type SchemaRule = (entry: SchemaNode) => string | undefined;

/**
 * What the service refuses in a node. The text of a missing type is the service's own (official client, 2026-07);
 * of the others, reports give the sense and no full sentence (issue trackers of pi, opencode, hermes-agent,
 * kimi-code, 2026-08), so that their wording is ours. A root may lack a type: the official clients leave it so.
 */
const schemaRules: readonly SchemaRule[] = [
  ({ node, typed }) => (typed && !hasType(node) ? "type is not defined" : undefined),

  ({ node }) =>
    "type" in node && ("anyOf" in node || "oneOf" in node)
      ? "when using anyOf, type should be defined in anyOf items instead of the parent schema"
      : undefined,

  ({ node }) => {
    if (!("$ref" in node)) return undefined;
    if (typeof node["$ref"] !== "string" || !node["$ref"].startsWith("#/$defs/")) {
      return "references must start with #/$defs/";
    }
    return Object.keys(node).length > 1 ? "$ref does not go with other keywords" : undefined;
  },

  ({ node }) =>
    ["if", "then", "else"].some((keyword) => keyword in node)
      ? "if, then and else conflict with other keywords"
      : undefined,

  ({ node }) =>
    "required" in node && !Array.isArray(node["required"]) ? "required must be an array" : undefined,
];

/** The first thing that the service would refuse in a tool's schema; undefined when it would take it. */
export function findSchemaFault(schema: unknown): SchemaFault | undefined {
  if (!isRecord(schema)) return undefined;
  const pending: SchemaNode[] = [{ path: "", node: schema, typed: false }];
  for (let entry = pending.shift(); entry !== undefined; entry = pending.shift()) {
    for (const rule of schemaRules) {
      const problem = rule(entry);
      if (problem !== undefined) return { path: entry.path, problem };
    }
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
