import type { Growth } from "./growth.ts";
import { mergeLimits } from "./limits.ts";
import {
  ANYTHING,
  isAnything,
  isBare,
  isNothing,
  unlessAnything,
  type Branch,
  type SchemaNode,
  type TypeName,
} from "./schema-node.ts";
import { commonType, hasType } from "./schema-types.ts";
import { ValueSet } from "./value-set.ts";
import { writeBranch } from "./write-schema.ts";
import { writtenSize } from "./written-size.ts";

/** Branches of one node; a schema of the field had 40. A combination that would make more is not made. */
const MAX_COMBINED_BRANCHES = 64;

/** Where the reader stands, and whom to tell that something cannot be kept. */
export interface CombineContext {
  /** Told the keyword whose meaning is lost. */
  readonly onLoss: (keyword: string) => void;
  readonly growth: Growth;
}

/** A node that accepts what any of the given nodes accepts. */
export function uniteNodes(nodes: readonly SchemaNode[]): SchemaNode {
  const united: Branch[] = [];
  const seen = new Set<string>();
  // The place of the branch of a type that lists values and says nothing else, and its values.
  const listed = new Map<TypeName, { readonly index: number; readonly values: ValueSet }>();
  const all = nodes.flatMap(describedBranches);
  // Nothing to compare; and to write a branch at each step of a combination costs more with each step.
  if (all.length <= 1 && !all.some(hasOnlyValues)) return { annotations: {}, branches: all };
  for (const branch of all) {
    const key = JSON.stringify(writeBranch(branch));
    if (seen.has(key)) continue;
    seen.add(key);
    const before = hasOnlyValues(branch) ? listed.get(branch.type) : undefined;
    if (before !== undefined) {
      for (const value of branch.values ?? []) before.values.add(value);
      continue;
    }
    if (hasOnlyValues(branch)) {
      listed.set(branch.type, { index: united.length, values: new ValueSet(branch.values) });
    }
    united.push(branch);
  }
  for (const { index, values } of listed.values()) {
    const branch = united[index];
    if (branch !== undefined) united[index] = { ...branch, values: values.values };
  }
  return { annotations: {}, branches: united };
}

/**
 * A node that accepts what both accept, in the order of the second, or, where that cannot be said, somewhat more:
 * never less. Without a branch when the two exclude each other.
 */
function intersectNodes(one: SchemaNode, other: SchemaNode, context: CombineContext): SchemaNode {
  const annotations = { ...other.annotations, ...one.annotations };
  if (isAnything(one)) return { annotations, branches: other.branches };
  if (isAnything(other)) return { annotations, branches: one.branches };
  // Each branch of one meets each of the other.
  const again =
    (other.branches.length - 1) * writtenSize(one) + (one.branches.length - 1) * writtenSize(other);
  const isTooMuch = one.branches.length * other.branches.length > MAX_COMBINED_BRANCHES;
  if (isTooMuch || !context.growth.takeNode(Math.max(0, again))) {
    context.onLoss("allOf");
    return one;
  }
  const all = visitsOf(one) * other.branches.length + visitsOf(other) * one.branches.length;
  if (!context.growth.takeVisits(all)) {
    context.onLoss("allOf");
    return one;
  }
  const branches = other.branches.flatMap((second) =>
    one.branches.flatMap((first) => intersectBranches(first, second, context)),
  );
  return { annotations, branches: uniteNodes([{ annotations: {}, branches }]).branches };
}

/**
 * What all of the nodes accept, at least one. Halves are combined, and not each node with all before it: what the first
 * nodes say would be copied at every step.
 */
export function intersectAll(nodes: readonly SchemaNode[], context: CombineContext): SchemaNode {
  const [first = ANYTHING, second] = nodes;
  if (second === undefined) return first;
  const middle = Math.ceil(nodes.length / 2);
  return intersectNodes(
    intersectAll(nodes.slice(0, middle), context),
    intersectAll(nodes.slice(middle), context),
    context,
  );
}

/** Names and values that a combination with the node looks at. */
function visitsOf({ branches }: SchemaNode): number {
  return branches.reduce(
    (sum, { properties, required, values = [] }) => sum + properties.size + required.size + values.length,
    1,
  );
}

/** Characters of what a node says of itself that its branches take over, together; more only the first takes over. */
const MAX_REPEATED = 20_000;

/** A union says nothing of itself, so that each of its branches takes over what its node says. */
function describedBranches({ annotations, branches }: SchemaNode): readonly Branch[] {
  const length = Object.keys(annotations).length === 0 ? 0 : JSON.stringify(annotations).length;
  if (length === 0) return branches;
  const isForAll = length * branches.length <= MAX_REPEATED;
  return branches.map((branch, index) =>
    (branch.type === "null" && branches.length > 1) || (index > 0 && !isForAll)
      ? branch
      : { ...branch, annotations: { ...branch.annotations, ...annotations } },
  );
}

function hasOnlyValues(branch: Branch): boolean {
  return branch.values !== undefined && isBare({ ...branch, values: undefined });
}

/** None or one. */
function intersectBranches(first: Branch, second: Branch, context: CombineContext): readonly Branch[] {
  const type = commonType(first.type, second.type);
  if (type === undefined) return [];
  const values = commonValues(first, second)?.filter((value) => hasType(value, type));
  if (values?.length === 0) return [];

  const additional = intersectOpen(first.additional, second.additional, context);
  const required = new Set([...first.required, ...second.required]);
  const properties = new Map<string, SchemaNode>();
  for (const name of new Set([...first.properties.keys(), ...second.properties.keys()])) {
    const node = intersectNodes(propertyOf(first, name, context), propertyOf(second, name, context), context);
    // A property that nothing fits must be absent.
    if (!isNothing(node)) properties.set(name, node);
    else if (required.has(name)) return [];
  }

  const limits = mergeLimits(first.limits, second.limits, context.onLoss);
  const items = intersectOpen(first.items, second.items, context);
  if (items !== undefined && isNothing(items)) limits.set("maxItems", 0);
  return [
    {
      type,
      annotations: { ...first.annotations, ...second.annotations },
      values,
      limits,
      properties,
      required,
      additional,
      items: limits.get("maxItems") === 0 ? undefined : items,
    },
  ];
}

function commonValues(first: Branch, second: Branch): readonly unknown[] | undefined {
  if (first.values === undefined || second.values === undefined) return first.values ?? second.values;
  const known = new ValueSet(second.values);
  return first.values.filter((value) => known.has(value));
}

/** What a branch accepts as a property: what it says of others is said once more then, if there is room for it. */
function propertyOf(branch: Branch, name: string, { growth, onLoss }: CombineContext): SchemaNode {
  const own = branch.properties.get(name);
  if (own !== undefined) return own;
  if (branch.additional === undefined || growth.takeBytes(writtenSize(branch.additional))) {
    return branch.additional ?? ANYTHING;
  }
  onLoss("size");
  return ANYTHING;
}

/** Both nodes at once, where undefined is anything. */
function intersectOpen(
  one: SchemaNode | undefined,
  other: SchemaNode | undefined,
  context: CombineContext,
): SchemaNode | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return unlessAnything(intersectNodes(one, other, context));
}
