import type { Growth } from "./growth.ts";
import { bareBranch, type Branch, type SchemaNode, type TypeName } from "./schema-node.ts";
import { commonType, hasType, typesOfValues } from "./schema-types.ts";
import { ValueSet } from "./value-set.ts";

/** Whether no value can be accepted by both. Says "no" where it would have to look deeper. */
function areDisjoint(one: SchemaNode, other: SchemaNode, growth: Growth): boolean {
  return one.branches.every((first) =>
    other.branches.every((second) => areDisjointBranches(first, second, growth)),
  );
}

/** Alternatives that are compared one by one; of more it is not known whether they exclude each other. */
const MAX_COMPARED = 64;

/** Whether no value can be accepted by two of the nodes. Says "no" where it would have to look deeper. */
export function areAllDisjoint(nodes: readonly SchemaNode[], growth: Growth): boolean {
  const listed = new ValueSet();
  const others: SchemaNode[] = [];
  for (const node of nodes) {
    const values = onlyValues(node);
    if (values === undefined) others.push(node);
    else if (values.some((value) => listed.has(value))) return false;
    else for (const value of values) listed.add(value);
  }
  if (others.length > MAX_COMPARED) return false;
  const all = listed.values.length === 0 ? others : [...others, nodeOfValues(listed.values)];
  return all.every((one, index) => all.slice(index + 1).every((other) => areDisjoint(one, other, growth)));
}

/** The values that a node lists, where it accepts nothing else; undefined where it accepts more. */
function onlyValues({ branches }: SchemaNode): readonly unknown[] | undefined {
  const lists = branches.map(({ values }) => values);
  return lists.includes(undefined) ? undefined : lists.flatMap((values = []) => values);
}

function nodeOfValues(values: readonly unknown[]): SchemaNode {
  const branches = typesOfValues(values).map((type) => branchOfValues(type, values));
  return { annotations: {}, branches };
}

function areDisjointBranches(first: Branch, second: Branch, growth: Growth): boolean {
  if (commonType(first.type, second.type) === undefined) return true;
  const { values } = first;
  if (values !== undefined && second.values !== undefined) {
    return growth.takeVisits(values.length + second.values.length) && !haveCommonValue(values, second.values);
  }
  if (!growth.takeVisits(first.required.size)) return false;
  return [...first.required].some((name) => {
    const [ours, theirs] = [first.properties.get(name), second.properties.get(name)];
    return (
      second.required.has(name) &&
      ours !== undefined &&
      theirs !== undefined &&
      areDisjoint(ours, theirs, growth)
    );
  });
}

function branchOfValues(type: TypeName, values: readonly unknown[]): Branch {
  return { ...bareBranch(type), values: values.filter((value) => hasType(value, type)) };
}

function haveCommonValue(one: readonly unknown[], other: readonly unknown[]): boolean {
  const known = new ValueSet(other);
  return one.some((value) => known.has(value));
}
