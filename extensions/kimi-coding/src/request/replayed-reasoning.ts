import type { KnownReasoning } from "./known-reasoning.ts";
import { MESSAGES_ID_LIMITS } from "./tool-call-ids.ts";

/**
 * A function that looks up the reasoning of the tool turns of a body, called with the call ids of each in order. It
 * counts what turns used an id before, as models give the same id again.
 */
export function createReasoningLookup({ byCallId }: KnownReasoning): (ids: readonly string[]) => string {
  const turnsSeen = new Map<string, number>();
  return (ids) => {
    let found = "";
    for (const id of ids.map(MESSAGES_ID_LIMITS.fit)) {
      const seen = turnsSeen.get(id) ?? 0;
      turnsSeen.set(id, seen + 1);
      if (found === "") found = byCallId.get(id)?.[seen] ?? "";
    }
    return found;
  };
}
