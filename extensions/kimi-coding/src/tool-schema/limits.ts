import type { TypeName } from "./schema-node.ts";

interface Limit {
  readonly types: readonly TypeName[];
  readonly isValid: (value: unknown) => boolean;
  /** One limit with the effect of both. `undefined` if one keyword cannot express that. */
  readonly both: (one: unknown, other: unknown) => unknown;
}

const NUMERIC = ["number", "integer"] as const;

/** The keywords that limit values of a type and are sent as they are. */
const LIMITS: ReadonlyMap<string, Limit> = new Map(
  Object.entries({
    minLength: { types: ["string"], isValid: isCount, both: larger },
    maxLength: { types: ["string"], isValid: isCount, both: smaller },
    pattern: { types: ["string"], isValid: isText, both: equal },
    format: { types: ["string"], isValid: isText, both: equal },
    minimum: { types: NUMERIC, isValid: Number.isFinite, both: larger },
    maximum: { types: NUMERIC, isValid: Number.isFinite, both: smaller },
    exclusiveMinimum: { types: NUMERIC, isValid: Number.isFinite, both: larger },
    exclusiveMaximum: { types: NUMERIC, isValid: Number.isFinite, both: smaller },
    multipleOf: { types: NUMERIC, isValid: Number.isFinite, both: equal },
    minItems: { types: ["array"], isValid: isCount, both: larger },
    maxItems: { types: ["array"], isValid: isCount, both: smaller },
    uniqueItems: { types: ["array"], isValid: (value) => value === true, both: equal },
    minProperties: { types: ["object"], isValid: isCount, both: larger },
    maxProperties: { types: ["object"], isValid: isCount, both: smaller },
  } satisfies Record<string, Limit>),
);

/** The limits that a schema sets to values of a type. */
export function readLimits(schema: Readonly<Record<string, unknown>>, type: TypeName): Map<string, unknown> {
  const limits = new Map<string, unknown>();
  for (const [keyword, limit] of LIMITS) {
    if (limit.types.includes(type) && limit.isValid(schema[keyword])) limits.set(keyword, schema[keyword]);
  }
  // Draft 4 said it with a flag beside the number.
  for (const [flag, keyword] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (schema[flag] === true && limits.has(keyword)) {
      limits.set(flag, limits.get(keyword));
      limits.delete(keyword);
    }
  }
  return limits;
}

/** The type that a schema means, judged by its first limit. */
export function limitedType(schema: Readonly<Record<string, unknown>>): TypeName | undefined {
  const keyword = LIMITS.keys().find((keyword) => keyword in schema);
  return keyword === undefined ? undefined : LIMITS.get(keyword)?.types[0];
}

/** Combines two sets of limits. If one keyword cannot express both, calls `onLoss` and keeps the first. */
export function mergeLimits(
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
  onLoss: (keyword: string) => void,
): Map<string, unknown> {
  const merged = new Map(one);
  for (const [keyword, value] of other) {
    const both = merged.has(keyword) ? LIMITS.get(keyword)?.both(merged.get(keyword), value) : value;
    if (both === undefined) onLoss(keyword);
    else merged.set(keyword, both);
  }
  return merged;
}

/** The limits as keywords of a schema, in one order. */
export function writeLimits(limits: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    LIMITS.keys()
      .filter((keyword) => limits.has(keyword))
      .map((keyword) => [keyword, limits.get(keyword)] as const),
  );
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function larger(one: unknown, other: unknown): unknown {
  return Math.max(Number(one), Number(other));
}

function smaller(one: unknown, other: unknown): unknown {
  return Math.min(Number(one), Number(other));
}

function equal(one: unknown, other: unknown): unknown {
  return one === other ? one : undefined;
}
