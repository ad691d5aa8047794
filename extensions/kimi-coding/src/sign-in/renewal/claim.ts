import { isObject, parseJson } from "../../kimi/index.ts";

/**
 * The right to send a refresh token. A process makes a claim before it sends one, and only one process at a time can
 * have it: that is what keeps a token from being sent twice.
 */
export interface Claim {
  /** The process that has it. */
  readonly pid: number;
  /** When it is void at the latest, in ms since the epoch. */
  readonly until: number;
}

/** Reads a {@link Claim} that was written down as JSON; `null` for anything else. */
export function parseClaim(text: string): Claim | null {
  const value = parseJson(text);
  if (!isObject(value)) return null;
  const { pid, until } = value;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 0 || typeof until !== "number") return null;
  return { pid, until };
}
