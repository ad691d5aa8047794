const NATIVE_ID = /^functions\..+:(?<index>\d+)$/su;

/** A call as the model names it: the tool, the index if it gave one, and the identifier as it wrote it. */
interface NamedCall {
  readonly name: string;
  readonly index: string | null;
  readonly nativeId: string;
}

/** Hands out the ids of tool calls: unique in the conversation, in the model's own form `functions.NAME:IDX` (R15). */
export interface CallIds {
  /** Takes note of an id that is in use; false if it was in use already. */
  reserve(id: string): boolean;
  /** The model's own id if it is in that form and free; else one made of the name and the next free index. */
  create(call: NamedCall): string;
}

/** Ids for a conversation in which `used` are in use. The same calls in the same order get the same ids. */
export function createCallIds(used: Iterable<string>): CallIds {
  const taken = new Set(used);
  const nextIndex = new Map<string, bigint>();
  const reserve = (id: string): boolean => {
    if (taken.has(id)) return false;
    taken.add(id);
    return true;
  };
  return {
    reserve,
    create({ name, index, nativeId }) {
      const nativeIndex = NATIVE_ID.exec(nativeId)?.groups?.["index"];
      if (nativeIndex !== undefined && reserve(nativeId)) return nativeId;
      let free = nextIndex.get(name) ?? BigInt(index ?? nativeIndex ?? 0);
      while (!reserve(`functions.${name}:${free}`)) free += 1n;
      nextIndex.set(name, free + 1n);
      return `functions.${name}:${free}`;
    },
  };
}
