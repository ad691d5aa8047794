import { isObject, type JsonObject } from "../kimi/index.ts";
import { numberOf } from "./usage-number.ts";

/** Minutes of the service's units of time, by what stands in their names (`TIME_UNIT_HOUR`; kimi-cli, 2026-07). */
const UNIT_MINUTES = { MINUTE: 1, HOUR: 60, DAY: 1440, WEEK: 10_080 } as const;

/** The length of `{ duration, timeUnit }` in minutes; `null` where it is none that is known. */
export function minutesOf({ duration, timeUnit }: JsonObject): number | null {
  const count = numberOf(duration);
  if (count === null || count <= 0 || typeof timeUnit !== "string") return null;
  const unit = Object.entries(UNIT_MINUTES).find(([name]) => timeUnit.toUpperCase().includes(name));
  return unit === undefined ? null : count * unit[1];
}

const AT_NAMES = ["reset_at", "resetAt", "reset_time", "resetTime"] as const;
/** Seconds from now. `window` is one only where it is a number. */
const IN_NAMES = ["reset_in", "resetIn", "ttl", "window"] as const;

/** When a row is reset, under whichever of its names, in ms since the epoch; `null` where it does not tell. */
export function resetTimeOf(row: JsonObject, now: number): number | null {
  for (const name of AT_NAMES) {
    const time = parseTimestamp(row[name]);
    if (time !== null && time <= now + MAX_SECONDS * 1000) return time;
  }
  for (const name of IN_NAMES) {
    const seconds = isObject(row[name]) ? null : numberOf(row[name]);
    if (seconds !== null && seconds > 0 && seconds <= MAX_SECONDS) return now + Math.round(seconds * 1000);
  }
  return null;
}

/** Ten years: what is further away is no time to a reset. */
const MAX_SECONDS = 10 * 366 * 24 * 3600;

/** With all its fractional digits, a time has 35 characters. */
const MAX_TIMESTAMP = 64;

/** A time of RFC 3339 in ms since the epoch; the service writes up to nine fractional digits, more than a date holds. */
function parseTimestamp(value: unknown): number | null {
  if (typeof value !== "string" || value.length > MAX_TIMESTAMP) return null;
  const parts = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/u.exec(value.trim());
  if (parts === null) return null;
  const [, seconds = "", fraction = "", offset = ""] = parts;
  const millis = fraction.slice(0, 3).padEnd(3, "0");
  const time = Date.parse(`${seconds.toUpperCase().replace(" ", "T")}.${millis}${offset.toUpperCase()}`);
  // A time that was never set comes as that of year one.
  return Number.isFinite(time) && time > 0 ? time : null;
}
