import type { JsonObject } from "../kimi/index.ts";
import { readSchema, type SchemaLoss } from "./read-schema.ts";
import { bareBranch } from "./schema-node.ts";
import { writeRootSchema } from "./write-schema.ts";

export interface NormalizedToolSchema {
  readonly schema: JsonObject;
  /** What the normalized schema no longer says, in the order of the original; empty when nothing. */
  readonly losses: readonly SchemaLoss[];
}

const known = new WeakMap<object, NormalizedToolSchema>();

/**
 * The schema of a tool's arguments in the form that the service takes: a `type` in every node and none beside
 * `anyOf`, references written out, and no keyword that it does not know. Accepts all arguments (objects) that the
 * original accepts, and nothing is written into the original. The same object is normalized only once: hosts keep
 * the schemas of their tools from turn to turn.
 *
 * Source: the official clients' normalizer and the refusals in the issue trackers of six clients (2026-08);
 * `docs/reference/tool-schemas.md` has the rules and their sources.
 */
export function normalizeToolSchema(schema: unknown): NormalizedToolSchema {
  if (typeof schema !== "object" || schema === null) return normalize(schema);
  const before = known.get(schema);
  if (before !== undefined) return before;
  const normalized = normalize(schema);
  known.set(schema, normalized);
  return normalized;
}

function normalize(original: unknown): NormalizedToolSchema {
  const { node, losses } = readSchema(original);
  // Arguments are an object, whatever else a schema would take.
  const objects = node.branches.filter(({ type }) => type === "object");
  const branches = objects.length > 0 ? objects : [bareBranch("object")];
  return { schema: writeRootSchema({ ...node, branches }), losses };
}
