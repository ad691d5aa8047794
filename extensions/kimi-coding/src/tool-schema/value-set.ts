import { isObject } from "../kimi/index.ts";

/** Values of JSON, each once, in the order in which they came. */
export class ValueSet {
  readonly #values: unknown[] = [];
  readonly #keys = new Set<string>();

  constructor(values: Iterable<unknown> = []) {
    for (const value of values) this.add(value);
  }

  get values(): readonly unknown[] {
    return this.#values;
  }

  add(value: unknown): void {
    const key = canonicalJson(value);
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#values.push(value);
  }

  has(value: unknown): boolean {
    return this.#keys.has(canonicalJson(value));
  }
}

/** The same text for values that are equal: the order of keys does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
