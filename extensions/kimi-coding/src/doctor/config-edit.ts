import { isObject, printedLine, withoutSecrets } from "../kimi/index.ts";
import { shownUrl } from "../service/index.ts";

/** The way to a setting: names, and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** One change of a setting. Without a value, the setting is removed. */
export interface Edit {
  readonly path: ConfigPath;
  readonly value?: unknown;
}

/** The setting at a path; `undefined` where there is none. */
export function settingAt(config: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
    config,
  );
}

/** Makes these changes in a config, in their order. */
export function applyEdits(config: object, edits: readonly Edit[]): void {
  for (const { path, value } of edits) {
    const [last = "", ...parents] = path.toReversed();
    const parent = parents.reduceRight<object>(childOf, config);
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, value);
  }
}

/** Whether each part of the way to a setting can hold it: not where a text or a list stands in place of a group. */
export function canHold(config: object, path: ConfigPath): boolean {
  return path.every((key, depth) => {
    const node = settingAt(config, path.slice(0, depth));
    return node === undefined || isObject(node) || (Array.isArray(node) && Object.hasOwn(node, key));
  });
}

/** The group of settings of this name, which is made where there is none. */
function childOf(parent: object, key: string | number): object {
  const child: unknown = Reflect.get(parent, key);
  if (typeof child === "object" && child !== null) return child;
  const made = {};
  Reflect.set(parent, key, made);
  return made;
}

/**
 * A change as one line: the path, what is there, and what will be. Of a group of settings only their names are shown: they
 * may be secret. Of an address, what may be secret is left out.
 */
export function describeEdit(config: object, { path, value }: Edit): string {
  const isAddress = path.at(-1) === "baseUrl";
  const [before, after] = [settingAt(config, path), value].map((setting) =>
    isAddress && typeof setting === "string" ? shownUrl(setting) : shown(setting),
  );
  const line = `${path.join(".")}: ${before} → ${value === undefined ? "removed" : after}`;
  return withoutSecrets(printedLine(line, 300));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(nameOf).join(", ")}]`;
  if (isObject(value)) return `{${Object.keys(value).join(", ")}}`;
  return typeof value === "string" ? value : "not set";
}

function nameOf(item: unknown): string {
  const name = isObject(item) ? item["id"] : item;
  return typeof name === "string" ? name : "…";
}
