import { isObject, type JsonObject } from "../kimi/index.ts";
import { writeLimits } from "./limits.ts";
import { isNothing, type Branch, type SchemaNode } from "./schema-node.ts";

/** Of a `type` and the keywords around names and lists; the figures bound a growth, they need not be exact. */
const OVERHEAD = 40;

const sizes = new WeakMap<object, number>();

/** About how many bytes a node is as a schema. Nodes are shared, so that each is measured once. */
export function writtenSize(node: SchemaNode): number {
  return measureOnce(node, () =>
    node.branches.reduce((total, branch) => total + branchSize(branch), jsonSize(node.annotations)),
  );
}

function branchSize(branch: Branch): number {
  return measureOnce(branch, () => {
    const { annotations, values = [], limits, properties, additional, items } = branch;
    let size = OVERHEAD + jsonSize(annotations) + jsonSize(values) + jsonSize(writeLimits(limits));
    for (const [name, node] of properties) size += 2 * name.length + OVERHEAD + writtenSize(node);
    for (const node of [additional, items]) {
      if (node !== undefined && !isNothing(node)) size += writtenSize(node);
    }
    return size;
  });
}

/** About how many bytes of a schema are its own, without the schemas in it. */
export function ownSize(schema: JsonObject): number {
  return measureOnce(schema, () => {
    const { title, description, pattern, properties, required } = schema;
    const values = schema["const"] ?? schema["enum"];
    const names = isObject(properties) ? Object.keys(properties) : [];
    return OVERHEAD * (1 + names.length) + jsonSize([title, description, pattern, values, names, required]);
  });
}

function measureOnce(key: object, measure: () => number): number {
  const known = sizes.get(key);
  if (known !== undefined) return known;
  const size = measure();
  sizes.set(key, size);
  return size;
}

function jsonSize(value: object): number {
  return JSON.stringify(value).length;
}
