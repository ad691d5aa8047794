/**
 * A number of the account endpoints, which write it as decimal text or as it is (official clients, 2026-08). One
 * below zero counts as zero. `null` for anything else, also for what is too large to be counted exactly.
 */
export function numberOf(value: unknown): number | null {
  if (typeof value === "string" && (value.length > MAX_TEXT || !/^[+-]?\d+(?:\.\d+)?$/u.test(value.trim())))
    return null;
  if (typeof value !== "string" && typeof value !== "number") return null;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? Math.max(0, number) : null;
}

/** A number as text has up to 16 figures before the point, and no more behind it. */
const MAX_TEXT = 64;
