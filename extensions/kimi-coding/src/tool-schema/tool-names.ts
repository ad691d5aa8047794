/** What the service accepts as the name of a function (openclaw#79179, kimi-cli#1773, 2026-11). */
const ACCEPTED = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/u;
const MAX_LENGTH = 64;

/** Names of tools on their way to the service and back. */
export interface ToolNames {
  /** The name under which a tool is sent: its own, if the service accepts that. */
  readonly toWire: (name: string) => string;
  /** The tool that is meant by a name that the service sends. */
  readonly fromWire: (name: string) => string;
}

/** Whether the service accepts a name as it is. */
export function isAcceptedName(name: string): boolean {
  return ACCEPTED.test(name);
}

/**
 * The names of a conversation's tools, those that are offered and those that its history calls; `null` where the
 * service accepts all of them, and there is nothing to do.
 *
 * A substitute is made of the name alone, so that it is the same in each turn, whichever tools there are beside it.
 * Only where that one is taken, by another tool's own name or substitute in any letter case, it is another one; the
 * order of the names plays no part. A name that is not among them is sent under its substitute all the same.
 */
export function createToolNames(names: Iterable<string>): ToolNames | null {
  const all = new Set(names);
  const refused = [...all].filter((name) => !isAcceptedName(name)).toSorted();
  if (refused.length === 0) return null;
  const taken = new Set([...all].filter(isAcceptedName).map((name) => name.toLowerCase()));
  const wireNames = new Map<string, string>();
  const ownNames = new Map<string, string>();
  for (const name of refused) {
    const wire = firstFree(name, taken);
    taken.add(wire.toLowerCase());
    wireNames.set(name, wire);
    ownNames.set(wire, name);
  }
  return {
    toWire: (name) => wireNames.get(name) ?? wireToolName(name),
    fromWire: (name) => ownNames.get(name) ?? name,
  };
}

/** The name under which a tool is sent where no other name stands in the way. */
export function wireToolName(name: string): string {
  return isAcceptedName(name) ? name : substitute(name, 0);
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const candidate = substitute(name, attempt);
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** What can be read of a name, with a hash of all of it. */
function substitute(name: string, attempt: number): string {
  const end = `_${hash(name, attempt).toString(36)}`;
  const plain = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9_-]+/gu, "_");
  const readable = /^[A-Za-z]/u.test(plain) ? plain : `tool_${plain.replace(/^[_-]+/u, "")}`;
  return `${readable.slice(0, MAX_LENGTH - end.length).replace(/_+$/u, "")}${end}`;
}

/** 53 bits of a text (cyrb53): few enough to be written shortly, and no two tools of a conversation share them by chance. */
function hash(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
