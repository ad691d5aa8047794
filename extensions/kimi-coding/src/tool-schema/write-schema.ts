import type { JsonObject } from "../kimi/index.ts";
import { writeLimits } from "./limits.ts";
import { isNothing, type Branch, type SchemaNode } from "./schema-node.ts";

/** The schema of a node: one type with its keywords, or `anyOf` with a type in each branch and none beside it. */
export function writeSchema({ annotations, branches }: SchemaNode): JsonObject {
  const [first, ...others] = branches;
  if (first !== undefined && others.length === 0) {
    return writeBranch({ ...first, annotations: { ...first.annotations, ...annotations } });
  }
  return { ...writeAnnotations(annotations), anyOf: branches.map(writeBranch) };
}

/** As {@link writeSchema}, for the arguments of a tool: an object with `properties` and `required`, or several such. */
export function writeRootSchema(root: SchemaNode): JsonObject {
  const written = writeSchema(root);
  const anyOf = written["anyOf"];
  return Array.isArray(anyOf)
    ? { ...written, anyOf: root.branches.map((branch) => withProperties(writeBranch(branch))) }
    : withProperties(written);
}

function withProperties(object: JsonObject): JsonObject {
  return { ...object, properties: object["properties"] ?? {}, required: object["required"] ?? [] };
}

export function writeBranch(branch: Branch): JsonObject {
  const { additional, items, properties, required } = branch;
  return {
    type: branch.type,
    ...writeAnnotations(branch.annotations),
    ...(branch.values !== undefined && { enum: branch.values }),
    ...writeLimits(branch.limits),
    ...(properties.size > 0 && {
      properties: Object.fromEntries(
        properties.entries().map(([name, node]) => [name, writeSchema(node)] as const),
      ),
      required: [...required],
    }),
    ...(additional !== undefined && { additionalProperties: writeOpen(additional) }),
    ...(items !== undefined && { items: writeSchema(items) }),
  };
}

/** Always in the same order, so that equal branches give equal JSON. */
function writeAnnotations({ title, description }: JsonObject): JsonObject {
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
}

function writeOpen(node: SchemaNode): JsonObject | false {
  return isNothing(node) ? false : writeSchema(node);
}
