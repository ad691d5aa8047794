import { isSameJson } from "../markup/same-json.ts";
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
import { hasType } from "./schema-types.ts";
import { writeBranch } from "./write-schema.ts";

/** Branches of one node; a schema of the field had 40. A combination that would make more is not made. */
const MAX_COMBINED_BRANCHES = 64;

/** Where the reader stands, and whom to tell that something cannot be kept. */
export interface CombineContext {
  /** Told the keyword whose meaning is lost. */
  readonly onLoss: (keyword: string) => void;
  /** Whether more may be combined; schemas that multiply out must end somewhere. */
  readonly mayGoOn: () => boolean;
}

/** A node that accepts what any of the given nodes accepts. */
export function uniteNodes(nodes: readonly SchemaNode[]): SchemaNode {
  const united: Branch[] = [];
  const seen = new Set<string>();
  for (const branch of nodes.flatMap(describedBranches)) {
    const key = JSON.stringify(writeBranch(branch));
    if (seen.has(key)) continue;
    seen.add(key);
    const same = hasOnlyValues(branch)
      ? united.findIndex((other) => other.type === branch.type && hasOnlyValues(other))
      : -1;
    const other = united[same];
    if (other === undefined) united.push(branch);
    else united[same] = { ...other, values: mergeValues(other.values ?? [], branch.values ?? []) };
  }
  return { annotations: {}, branches: united };
}

/**
 * A node that accepts what both accept, in the order of the second, or, where that cannot be said, somewhat more:
 * never less. Without a branch when the two exclude each other.
 */
export function intersectNodes(one: SchemaNode, other: SchemaNode, context: CombineContext): SchemaNode {
  const annotations = { ...other.annotations, ...one.annotations };
  if (isAnything(one)) return { annotations, branches: other.branches };
  if (isAnything(other)) return { annotations, branches: one.branches };
  if (one.branches.length * other.branches.length > MAX_COMBINED_BRANCHES || !context.mayGoOn()) {
    context.onLoss("allOf");
    return one;
  }
  const branches = other.branches.flatMap((second) =>
    one.branches.flatMap((first) => intersectBranches(first, second, context)),
  );
  return { annotations, branches: uniteNodes([{ annotations: {}, branches }]).branches };
}

/** Whether no value can be accepted by both. Says "no" where it would have to look deeper. */
export function areDisjoint(one: SchemaNode, other: SchemaNode): boolean {
  return one.branches.every((first) => other.branches.every((second) => areDisjointBranches(first, second)));
}

function areDisjointBranches(first: Branch, second: Branch): boolean {
  if (commonType(first.type, second.type) === undefined) return true;
  const { values } = first;
  if (values !== undefined && second.values !== undefined) {
    return intersectValues(values, second.values).length === 0;
  }
  return [...first.required].some((name) => {
    const [ours, theirs] = [first.properties.get(name), second.properties.get(name)];
    return (
      second.required.has(name) && ours !== undefined && theirs !== undefined && areDisjoint(ours, theirs)
    );
  });
}

/** A union says nothing of itself, so that each of its branches takes over what its node says. */
function describedBranches({ annotations, branches }: SchemaNode): readonly Branch[] {
  if (Object.keys(annotations).length === 0) return branches;
  return branches.map((branch) =>
    branch.type === "null" && branches.length > 1
      ? branch
      : { ...branch, annotations: { ...branch.annotations, ...annotations } },
  );
}

function hasOnlyValues(branch: Branch): boolean {
  return branch.values !== undefined && isBare({ ...branch, values: undefined });
}

function mergeValues(one: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  return [...one, ...other.filter((value) => !one.some((known) => isSameJson(known, value)))];
}

function intersectValues(one: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  return one.filter((value) => other.some((known) => isSameJson(known, value)));
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
    const node = intersectNodes(propertyOf(first, name), propertyOf(second, name), context);
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

function commonType(one: TypeName, other: TypeName): TypeName | undefined {
  if (one === other) return one;
  const numeric = [one, other].every((type) => type === "number" || type === "integer");
  return numeric ? "integer" : undefined;
}

function commonValues(first: Branch, second: Branch): readonly unknown[] | undefined {
  if (first.values === undefined || second.values === undefined) return first.values ?? second.values;
  return intersectValues(first.values, second.values);
}

function propertyOf(branch: Branch, name: string): SchemaNode {
  return branch.properties.get(name) ?? branch.additional ?? ANYTHING;
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
