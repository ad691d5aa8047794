import { cutBetweenCharacters, isObject, type JsonObject } from "../kimi/index.ts";
import { readAnnotations } from "./annotations.ts";
import { intersectAll, uniteNodes } from "./combine.ts";
import { areAllDisjoint } from "./disjoint.ts";
import { Growth } from "./growth.ts";
import { resolveLocalReference } from "./json-pointer.ts";
import { readLimits } from "./limits.ts";
import { lostKeywords, matchesEveryName } from "./lost-keywords.ts";
import {
  ANYTHING,
  bareBranch,
  isNothing,
  unlessAnything,
  NOTHING,
  type Branch,
  type SchemaNode,
  type TypeName,
} from "./schema-node.ts";
import { declaredTypes, hasType, impliedType, listedValues, typesOfValues } from "./schema-types.ts";
import { writeSchema } from "./write-schema.ts";
import { ownSize, writtenSize } from "./written-size.ts";

/** Levels of properties and list items; what is deeper keeps its types only. */
const MAX_DEPTH = 32;
/** References and combinators that one node may be made of. */
const MAX_NESTING = 16;
/** Characters that a schema says of itself also where its other bytes have no room. */
const SHORT_ANNOTATION = 200;

/** A keyword whose meaning a schema lost, and where, such as `properties.filter`; empty for the root. */
export interface SchemaLoss {
  readonly path: string;
  readonly keyword: string;
}

export interface SchemaReading {
  readonly node: SchemaNode;
  readonly losses: readonly SchemaLoss[];
}

/** Where a schema stands in the whole. */
interface Place {
  readonly path: string;
  readonly depth: number;
  readonly nesting: number;
  /** The schemas that are being put in the place of references to them. */
  readonly expanding: ReadonlySet<unknown>;
}

/**
 * Takes a JSON Schema apart (draft 4 to 2020-12). The node accepts every value that the schema accepts; where it
 * accepts more, a loss says why. One exception: keywords that speak of a type, in a schema that names none, are
 * taken to mean that type alone (`properties` an object).
 */
export function readSchema(schema: unknown): SchemaReading {
  const reader = new SchemaReader(schema);
  const node = reader.read(schema, { path: "", depth: 0, nesting: 0, expanding: new Set() });
  return { node, losses: reader.losses };
}

class SchemaReader {
  readonly losses: SchemaLoss[] = [];
  readonly #root: unknown;
  readonly #known = new Set<string>();
  readonly #growth = new Growth();
  /** Nodes of schemas that must end where they stand, by the reason: one that is referred to often is outlined once. */
  readonly #outlines = {
    depth: new Map<JsonObject, SchemaNode>(),
    size: new Map<JsonObject, SchemaNode>(),
    recursion: new Map<JsonObject, SchemaNode>(),
  };

  constructor(root: unknown) {
    this.#root = root;
  }

  read(schema: unknown, place: Place): SchemaNode {
    if (schema === false) return NOTHING;
    if (!isObject(schema)) return ANYTHING;
    if (place.depth > MAX_DEPTH || place.nesting > MAX_NESTING) return this.#outline(schema, "depth", place);
    if (place.expanding.size > 0 && !this.#growth.takeNode(ownSize(schema))) {
      return this.#outline(schema, "size", place);
    }
    const reference = schema["$ref"];
    let node =
      typeof reference === "string"
        ? this.#readReference(schema, reference, place)
        : this.#readKeywords(schema, place);
    if (isNullable(schema)) node = uniteNodes([node, NULL]);
    if (isNothing(node)) {
      this.#lose("contradiction", place);
      node = ANYTHING;
    }
    return { ...node, annotations: { ...node.annotations, ...readAnnotations(schema) } };
  }

  /** Beside a `$ref`, nothing but annotations is kept: in older drafts nothing else counted. */
  #readReference(schema: JsonObject, reference: string, place: Place): SchemaNode {
    const target = resolveLocalReference(this.#root, reference);
    if (target === undefined || saysMoreThanReference(schema)) this.#lose("$ref", place);
    if (!isObject(target)) return this.read(target, place);
    const { expanding } = place;
    if (expanding.has(target)) return this.#outline(target, "recursion", place);
    const nesting = place.nesting + 1;
    return this.read(target, { ...place, nesting, expanding: new Set([...expanding, target]) });
  }

  #readKeywords(schema: JsonObject, place: Place): SchemaNode {
    for (const keyword of lostKeywords(schema)) this.#lose(keyword, place);
    return this.#intersect([this.#readOwn(schema, place), ...this.#readCombined(schema, place)], place);
  }

  /** What all of the nodes accept. */
  #intersect(nodes: readonly SchemaNode[], place: Place): SchemaNode {
    return intersectAll(nodes, {
      onLoss: (keyword) => this.#lose(keyword, place),
      growth: this.#growth,
    });
  }

  /** What the combinators of a schema stand for, each to be met beside the schema's own keywords. */
  #readCombined(schema: JsonObject, place: Place): SchemaNode[] {
    const read = (keyword: string) =>
      list(schema[keyword]).map((part, index) => this.read(part, nest(place, `${keyword}.${index}`)));
    const oneOf = read("oneOf");
    // What cannot hold together needs no word against holding together.
    if (!areAllDisjoint(oneOf, this.#growth)) this.#lose("oneOf", place);
    const unions = [read("anyOf"), oneOf].filter((nodes) => nodes.length > 0);
    return [...read("allOf"), ...unions.map(uniteNodes)];
  }

  /** What a schema says without its combinators. */
  #readOwn(schema: JsonObject, place: Place): SchemaNode {
    const values = listedValues(schema);
    if (values !== undefined) {
      const branches = (types: readonly TypeName[]) =>
        types.flatMap((type) => {
          const fitting = values.filter((value) => hasType(value, type));
          return fitting.length === 0 ? [] : [this.#readBranch(schema, type, fitting, place)];
        });
      const types = declaredTypes(schema);
      const declared = branches(types ?? []);
      if (declared.length > 0) return { annotations: {}, branches: declared };
      // None of the values has the type: a mistake, and the values are what was meant.
      if (types !== undefined) this.#lose("type", place);
      return { annotations: {}, branches: branches(typesOfValues(values)) };
    }
    const implied = hasCombinators(schema) ? undefined : impliedType(schema);
    const types = declaredTypes(schema) ?? (implied === undefined ? ANY_TYPES : [implied]);
    return {
      annotations: {},
      branches: types.map((type) => this.#readBranch(schema, type, undefined, place)),
    };
  }

  #readBranch(
    schema: JsonObject,
    type: TypeName,
    values: readonly unknown[] | undefined,
    place: Place,
  ): Branch {
    const branch = {
      ...bareBranch(type),
      limits: readLimits(schema, type),
      values: isExhaustive(type, values) ? undefined : values,
    };
    if (type === "object") return { ...branch, ...this.#readObject(schema, place) };
    return type === "array" ? { ...branch, ...this.#readList(schema, place) } : branch;
  }

  #readObject(schema: JsonObject, place: Place): Pick<Branch, "properties" | "required" | "additional"> {
    const patterns = entries(schema["patternProperties"]).map(([pattern, property]) => ({
      isForAll: matchesEveryName(pattern),
      node: this.read(property, descend(place, `patternProperties.${pattern}`)),
    }));
    const forAll = patterns.flatMap(({ isForAll, node }) => (isForAll ? [node] : []));
    const additional =
      forAll.length > 0
        ? this.#intersect(forAll, place)
        : this.#readAdditional(
            schema,
            patterns.map(({ node }) => node),
            place,
          );
    const properties = new Map<string, SchemaNode>();
    for (const [name, property] of entries(schema["properties"])) {
      const own = descend(place, `properties.${name}`);
      const shared = forAll.map((node) => this.#again(node, own));
      const node = this.#intersect([this.read(property, own), ...shared], own);
      if (!isNothing(node)) properties.set(name, node);
      else if (additional === undefined || !isNothing(additional)) this.#lose("false", own);
    }
    const required = new Set<string>();
    for (const name of list(schema["required"])) {
      if (typeof name !== "string") continue;
      // A property that is asked for and not described is one that may be added.
      const node = properties.get(name) ?? this.#again(additional ?? ANYTHING, place);
      if (isNothing(node)) {
        this.#lose("required", place);
        continue;
      }
      properties.set(name, node);
      required.add(name);
    }
    return { properties, required, additional: additional && unlessAnything(additional) };
  }

  /** Names that match one of the patterns have rules of their own, and would else be judged by the others'. */
  #readAdditional(schema: JsonObject, patterns: readonly SchemaNode[], place: Place): SchemaNode | undefined {
    const value = schema["additionalProperties"];
    if (value === undefined || value === true) return undefined;
    const additional = this.read(value, descend(place, "additionalProperties"));
    return patterns.length === 0 ? additional : uniteNodes([...patterns, additional]);
  }

  /** Positions have no schemas of their own: each entry may be what any position may be. */
  #readList(schema: JsonObject, place: Place): Pick<Branch, "items" | "limits"> {
    const { items } = schema;
    const limits = readLimits(schema, "array");
    const listed = (Array.isArray(items) ? items : list(schema["prefixItems"])).map((item, index) =>
      this.read(item, descend(place, `prefixItems.${index}`)),
    );
    const behind = this.read(
      Array.isArray(items) ? schema["additionalItems"] : items,
      descend(place, "items"),
    );
    // A list ends before a position that nothing can be in.
    const end = listed.findIndex(isNothing);
    const positions = end === -1 ? listed : listed.slice(0, end);
    const others = end === -1 ? behind : NOTHING;
    const maxItems = Number(limits.get("maxItems") ?? Infinity);
    if (maxItems === 0) return { limits, items: undefined };
    const rest = maxItems <= positions.length ? NOTHING : others;
    const all = positions.length === 0 ? rest : uniteNodes([...positions, rest]);
    const written = textOf(all);
    if (positions.some((position) => textOf(position) !== written)) this.#lose("prefixItems", place);
    if (isNothing(others)) limits.set("maxItems", Math.min(maxItems, positions.length));
    return { items: isNothing(all) ? undefined : unlessAnything(all), limits };
  }

  /** The types of a schema, without what it says of them: for where a schema must end. */
  #outline(schema: JsonObject, reason: "depth" | "size" | "recursion", place: Place): SchemaNode {
    this.#lose(reason, place);
    const known = this.#outlines[reason].get(schema);
    if (known !== undefined) return known;
    const outline = outlineOf(schema, reason === "size");
    this.#outlines[reason].set(schema, outline);
    return outline;
  }

  /** A node that stands in another place, too; anything where there is no room to write it once more. */
  #again(node: SchemaNode, place: Place): SchemaNode {
    if (this.#growth.takeBytes(writtenSize(node))) return node;
    this.#lose("size", place);
    return ANYTHING;
  }

  #lose(keyword: string, { path }: Place): void {
    const loss = JSON.stringify([path, keyword]);
    if (this.#known.has(loss)) return;
    this.#known.add(loss);
    this.losses.push({ path, keyword });
  }
}

/** The types of a schema; of what it says of itself, only what is short where it `mustBeShort`. */
function outlineOf(schema: JsonObject, mustBeShort: boolean): SchemaNode {
  const anyOf = list(schema["anyOf"]).filter(isObject);
  const branches = (anyOf.length > 0 ? anyOf : [schema]).flatMap((part) =>
    outlineTypes(part).map(bareBranch),
  );
  const annotations = readAnnotations(schema);
  const isLong = mustBeShort && JSON.stringify(annotations).length > SHORT_ANNOTATION;
  return { ...uniteNodes([{ annotations: {}, branches }]), annotations: isLong ? {} : annotations };
}

/** Characters of one name in the place of a loss. */
const MAX_STEP = 120;
const COMBINATORS = ["allOf", "anyOf", "oneOf"] as const;
const ANY_TYPES = ANYTHING.branches.map(({ type }) => type);
const NULL: SchemaNode = { annotations: {}, branches: [bareBranch("null")] };

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hasCombinators(schema: JsonObject): boolean {
  return COMBINATORS.some((keyword) => list(schema[keyword]).length > 0);
}

/** OpenAPI's word for a type beside the others; listed values must list `null` themselves (3.0.3, "Data Types"). */
function isNullable(schema: JsonObject): boolean {
  return schema["nullable"] === true && listedValues(schema) === undefined;
}

function entries(map: unknown): [string, unknown][] {
  return isObject(map) ? Object.entries(map) : [];
}

function saysMoreThanReference(schema: JsonObject): boolean {
  return (
    impliedType(schema) !== undefined ||
    listedValues(schema) !== undefined ||
    hasCombinators(schema) ||
    lostKeywords(schema).length > 0
  );
}

function outlineTypes(schema: JsonObject): readonly TypeName[] {
  if ("$ref" in schema || hasCombinators(schema)) return ANY_TYPES;
  const values = listedValues(schema);
  const implied = impliedType(schema);
  const types =
    declaredTypes(schema) ??
    (values && typesOfValues(values)) ??
    (implied === undefined ? ANY_TYPES : [implied]);
  return isNullable(schema) ? [...types, "null"] : types;
}

/** Whether the values are all that there are of the type. */
function isExhaustive(type: TypeName, values: readonly unknown[] | undefined): boolean {
  return type === "null" || (type === "boolean" && new Set(values).size === 2);
}

function textOf(node: SchemaNode): string {
  return JSON.stringify(writeSchema(node));
}

function nest(place: Place, step: string): Place {
  return { ...place, path: join(place.path, step), nesting: place.nesting + 1 };
}

function descend(place: Place, step: string): Place {
  return { ...place, path: join(place.path, step), depth: place.depth + 1, nesting: 0 };
}

function join(path: string, step: string): string {
  // A loss names its place at each level below: a name of 1 MB would be written again and again.
  const name = cutBetweenCharacters(step, MAX_STEP);
  return path === "" ? name : `${path}.${name}`;
}
