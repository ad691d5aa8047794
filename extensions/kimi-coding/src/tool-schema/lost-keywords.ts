import { isObject, type JsonObject } from "../kimi/index.ts";

/** Whether a keyword's value restricts anything. */
type Restricts = (value: unknown) => boolean;

const isPresent: Restricts = (value) => value !== undefined;
const hasEntries: Restricts = (value) => isObject(value) && Object.keys(value).length > 0;
const isSchema: Restricts = (value) => value === false || hasEntries(value);

/**
 * Keywords for which the service's schemas have no word. Without them a schema accepts more than before; what the
 * tool itself, or the host, checks is not changed by that.
 */
const LOST_KEYWORDS: readonly (readonly [string, Restricts])[] = [
  ["not", isPresent],
  // Alone, `if` restricts nothing.
  ["then", isSchema],
  ["else", isSchema],
  ["dependencies", hasEntries],
  ["dependentRequired", hasEntries],
  ["dependentSchemas", hasEntries],
  // Every name is a string; generators of schemas say so for each map.
  [
    "propertyNames",
    (value) =>
      value === false || (isObject(value) && Object.keys(value).some((keyword) => keyword !== "type")),
  ],
  [
    "patternProperties",
    (value) => isObject(value) && Object.keys(value).some((pattern) => !matchesEveryName(pattern)),
  ],
  ["contains", isPresent],
  ["unevaluatedProperties", isSchema],
  ["unevaluatedItems", isSchema],
  ["$dynamicRef", isPresent],
  ["$recursiveRef", isPresent],
];

/** The keywords of a schema whose meaning is lost. */
export function lostKeywords(schema: JsonObject): string[] {
  return LOST_KEYWORDS.flatMap(([keyword, restricts]) => (restricts(schema[keyword]) ? [keyword] : []));
}

/** As generators write a map from any name; a name with a line break counts as any other here. */
const EVERY_NAME: ReadonlySet<string> = new Set(["", "^", ".*", "^.*", ".*$", "^.*$", "^(.*)$"]);

export function matchesEveryName(pattern: string): boolean {
  return EVERY_NAME.has(pattern);
}
