/** What a time of the sign-in service may be, in seconds. What is not such a number counts as `otherwise`. */
interface Span {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

/** The tokens seen live for 900 s (2026-08). With 30 days, and not with what a date cannot hold, a renewal is due. */
const TOKEN_LIFETIME: Span = { least: 1, most: 30 * 86_400, otherwise: 900 };
/** A code lives for 30 minutes (2026-08); nobody waits longer than a day before a browser. */
const CODE_LIFETIME: Span = { least: 1, most: 86_400, otherwise: 1800 };
/** RFC 8628, 3.2, has 5 s where nothing is stated. A pause of more than a minute would make a good code run out unasked. */
const POLL_INTERVAL: Span = { least: 1, most: 60, otherwise: 5 };

/** How long an access token lives, from `expires_in`, in ms. */
export function tokenLifetimeMs(expiresIn: unknown): number {
  return milliseconds(expiresIn, TOKEN_LIFETIME);
}

/** How long a device code lives, from `expires_in`, in ms. */
export function codeLifetimeMs(expiresIn: unknown): number {
  return milliseconds(expiresIn, CODE_LIFETIME);
}

/** How long to wait between two questions, from `interval`, in ms. */
export function pollIntervalMs(interval: unknown): number {
  return milliseconds(interval, POLL_INTERVAL);
}

/** Judged before it is multiplied: 1e306 seconds are no number of milliseconds. Some services write numbers as text. */
function milliseconds(value: unknown, { least, most, otherwise }: Span): number {
  const text = typeof value === "string" && value.length <= 32 ? value.trim() : "";
  const seconds = typeof value === "number" ? value : text === "" ? Number.NaN : Number(text);
  // Not a number, or one that says that it is over before it began: the service means something else.
  if (Number.isNaN(seconds) || seconds <= 0) return otherwise * 1000;
  return Math.round(Math.min(most, Math.max(least, seconds)) * 1000);
}
