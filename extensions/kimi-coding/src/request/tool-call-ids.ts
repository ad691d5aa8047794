/** How a dialect limits the ids of tool calls. */
export interface IdLimits {
  /** What of an id is kept; the same for what it gave. */
  readonly fit: (id: string) => string;
  /** Most UTF-16 code units of an id. */
  readonly maxLength: number;
}

/** Chat completions take any id that is not empty (official clients, 2026-08). */
export const CHAT_ID_LIMITS: IdLimits = { fit: (id) => id, maxLength: Number.POSITIVE_INFINITY };

/** The Anthropic dialect takes 64 letters, digits, `_` and `-`, as the official client sends them (2026-08). */
export const MESSAGES_ID_LIMITS: IdLimits = {
  fit: (id) => id.replaceAll(/[^a-zA-Z0-9_-]/gu, "_").slice(0, 64),
  maxLength: 64,
};

/** Stands for an id that is missing. */
const NAMELESS = "call";
/** Room for the number behind an id that was in use. */
const MAX_SUFFIX_LENGTH = 8;

/**
 * A function that makes the ids of a conversation unique, called with each of them in order: the first call of an id
 * keeps it as far as the dialect takes it, later ones get a number. What comes later changes no id before it, so
 * that the service's prefix cache holds; ids that are unique already all stay.
 */
export function createUniqueIds({ fit, maxLength }: IdLimits): (id: string) => string {
  const taken = new Set<string>();
  const nextNumbers = new Map<string, number>();
  return (id) => {
    const fitting = fit(id) || NAMELESS;
    if (!taken.has(fitting)) {
      taken.add(fitting);
      return fitting;
    }
    const stem = fitting.slice(0, Math.max(0, maxLength - MAX_SUFFIX_LENGTH));
    let number = nextNumbers.get(stem) ?? 2;
    while (taken.has(`${stem}_${number}`)) number += 1;
    nextNumbers.set(stem, number + 1);
    const unique = `${stem}_${number}`;
    taken.add(unique);
    return unique;
  };
}
