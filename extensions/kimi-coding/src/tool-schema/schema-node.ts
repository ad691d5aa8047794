import type { JsonObject } from "../kimi/index.ts";

/** The types that a schema may name, in the order in which "anything" is written. */
export const TYPE_NAMES = ["string", "number", "boolean", "object", "array", "null", "integer"] as const;

export type TypeName = (typeof TYPE_NAMES)[number];

/** Every value that JSON has: an integer is a number. */
const ANY_TYPES = TYPE_NAMES.filter((type) => type !== "integer");

/** A set of values of one type: what the service's schemas can say of them. */
export interface Branch {
  readonly type: TypeName;
  /** `title` and `description`. */
  readonly annotations: JsonObject;
  /** Values to choose from; undefined for any value of the type. */
  readonly values: readonly unknown[] | undefined;
  /** Limits such as `minLength`, by keyword. */
  readonly limits: ReadonlyMap<string, unknown>;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** Names among `properties`. */
  readonly required: ReadonlySet<string>;
  /** What properties beside the named ones may hold; undefined for anything, no branch at all for nothing. */
  readonly additional: SchemaNode | undefined;
  /** What the entries of a list may be; undefined for anything. */
  readonly items: SchemaNode | undefined;
}

/** A schema taken apart: it accepts what any of its branches accepts. Without a branch, it accepts nothing. */
export interface SchemaNode {
  readonly annotations: JsonObject;
  readonly branches: readonly Branch[];
}

/** All values of one type. */
export function bareBranch(type: TypeName): Branch {
  return {
    type,
    annotations: {},
    values: undefined,
    limits: new Map(),
    properties: new Map(),
    required: new Set(),
    additional: undefined,
    items: undefined,
  };
}

export function isBare(branch: Branch): boolean {
  return (
    Object.keys(branch.annotations).length === 0 &&
    branch.values === undefined &&
    branch.limits.size === 0 &&
    branch.properties.size === 0 &&
    branch.additional === undefined &&
    branch.items === undefined
  );
}

/** Accepts everything. */
export const ANYTHING: SchemaNode = { annotations: {}, branches: ANY_TYPES.map(bareBranch) };

/** Accepts nothing, as the schema `false`. */
export const NOTHING: SchemaNode = { annotations: {}, branches: [] };

/** Whether the node accepts everything, whatever it says about that. */
export function isAnything({ branches }: SchemaNode): boolean {
  return ANY_TYPES.every((type) => branches.some((branch) => branch.type === type && isBare(branch)));
}

/** The node, or undefined where undefined stands for a node that accepts everything. */
export function unlessAnything(node: SchemaNode): SchemaNode | undefined {
  return isAnything(node) ? undefined : node;
}

export function isNothing({ branches }: SchemaNode): boolean {
  return branches.length === 0;
}
