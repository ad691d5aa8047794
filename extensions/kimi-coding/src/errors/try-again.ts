const DATE =
  /\b(20\d\d-[01]\d-[0-3]\d)[T ]([0-2]\d:[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?\s?(Z|UTC|GMT|[+-][01]\d:?[0-5]\d)?/u;
const UNIT = String.raw`\d{1,5} ?(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b`;
const DURATION = new RegExp(String.raw`\b(?:in|after)\s+(${UNIT}(?:,? (?:and )?${UNIT}){0,2})`, "iu");

/**
 * When to try again, as a phrase: `at 2026-11-24 08:00 UTC`, `in 2 hours 13 minutes`. Of what the service said, only
 * figures and units are handed on. `null` where neither its message nor a header gives a time.
 */
export function timeToTryAgain(message: string, retryAfterSeconds: number | null): string | null {
  const [, day, time, zone] = DATE.exec(message) ?? [];
  if (day !== undefined && time !== undefined) return `at ${day} ${time}${zoneName(zone)}`;
  const duration = DURATION.exec(message)?.[1];
  if (duration !== undefined) return `in ${duration}`;
  return retryAfterSeconds === null ? null : `in ${durationText(retryAfterSeconds)}`;
}

function zoneName(zone: string | undefined): string {
  if (zone === undefined) return "";
  return zone === "Z" || zone === "GMT" ? " UTC" : ` ${zone}`;
}

/** Rounded up, in the unit that people would use: `28 seconds`, `4 minutes`, `2 hours`. */
export function durationText(seconds: number): string {
  if (seconds < 100) return count(Math.max(1, seconds), "second");
  if (seconds < 5400) return count(Math.ceil(seconds / 60), "minute");
  return count(Math.ceil(seconds / 3600), "hour");
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
