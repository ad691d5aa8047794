/** A number of a config or a call as a whole one between two others; `undefined` for what is not a number. */
export function wholeWithin(value: unknown, min: number, max: number): number | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return Math.min(max, Math.max(min, Math.trunc(value)));
}
