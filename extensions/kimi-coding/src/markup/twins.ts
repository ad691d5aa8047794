import { jsonText } from "./json-text.ts";

/** A call as R14 compares it. */
export interface NamedArguments {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * Calls by name and arguments, to tell whether another is the twin of one of them (R14). Arguments are compared only
 * where the names are the same, and each call's are written down once, however many are compared with it.
 */
export class CallTable {
  /** By name: what was added since a call of that name was last looked for, and the arguments of the others, as text. */
  readonly #byName = new Map<string, { fresh: NamedArguments[]; readonly known: Set<string> }>();

  add(call: NamedArguments): void {
    const entry = this.#byName.get(call.name);
    if (entry === undefined) this.#byName.set(call.name, { fresh: [call], known: new Set() });
    else entry.fresh.push(call);
  }

  hasName(name: string): boolean {
    return this.#byName.has(name);
  }

  has(call: NamedArguments): boolean {
    const entry = this.#byName.get(call.name);
    if (entry === undefined) return false;
    for (const added of entry.fresh) entry.known.add(keyOf(added));
    entry.fresh = [];
    return entry.known.has(keyOf(call));
  }
}

function keyOf(call: NamedArguments): string {
  return jsonText(call.arguments, { sorted: true });
}
