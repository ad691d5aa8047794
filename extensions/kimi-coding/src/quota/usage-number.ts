/**
 * A number of the account endpoints, which write it as decimal text or as it is (official clients, 2026-08). One
 * below zero counts as zero. `null` for anything else.
 */
export function numberOf(value: unknown): number | null {
  if (typeof value === "string" && !/^[+-]?\d+(?:\.\d+)?$/u.test(value.trim())) return null;
  if (typeof value !== "string" && typeof value !== "number") return null;
  const number = Number(value);
  return Number.isFinite(number) ? Math.max(0, number) : null;
}
