import type { TokenAnswer, TokenErrorCode, Tokens } from "./oauth-answer.ts";

/** Where the wait for an approval stands. */
export interface Polling {
  /** What the service asks to be left alone for between two questions. */
  readonly intervalMs: number;
  /** How long to wait before the next question; longer than the interval where the last one got no answer. */
  readonly pauseMs: number;
  /** When the code stops being good, in ms since the epoch. */
  readonly expiresAt: number;
}

/** Why a wait for an approval ended without one. */
export type PollFailure = "expired" | "denied" | "unexpected" | "too-long";

/** What to do after an answer. */
export type PollStep =
  | { readonly kind: "wait"; readonly polling: Polling }
  | { readonly kind: "approved"; readonly tokens: Tokens }
  | { readonly kind: "failed"; readonly reason: PollFailure };

/** RFC 8628, 3.5: for this and all later questions. */
const SLOW_DOWN_MS = 5000;
/** Longer pauses would make a good code run out unasked. */
const MAX_PAUSE_MS = 60_000;

/** The state before the first question, for a code that came at `now`. */
export function startPolling(
  { intervalMs, lifetimeMs }: { readonly intervalMs: number; readonly lifetimeMs: number },
  now: number,
): Polling {
  return { intervalMs, pauseMs: intervalMs, expiresAt: now + lifetimeMs };
}

/**
 * Decides what follows from an answer of the token endpoint that came at `now` (RFC 8628, 3.5): pending goes on as
 * before, `slow_down` is 5 s slower for good, and where the service could not be asked at all the pause doubles.
 */
export function afterPoll(polling: Polling, answer: TokenAnswer, now: number): PollStep {
  if (answer.kind === "tokens") return { kind: "approved", tokens: answer.tokens };
  if (answer.kind === "unexpected" && answer.isTooLong === true)
    return { kind: "failed", reason: "too-long" };
  const reason = REASONS[answer.kind === "error" ? answer.code : answer.kind];
  if (reason === "pending") return wait({ ...polling, pauseMs: polling.intervalMs }, now);
  if (reason === "slower") return wait(slower(polling), now);
  if (reason === "unasked") return wait(doubled(polling), now);
  return { kind: "failed", reason };
}

/** What each answer means for the wait. */
const REASONS = {
  authorization_pending: "pending",
  slow_down: "slower",
  unavailable: "unasked",
  expired_token: "expired",
  access_denied: "denied",
  invalid_grant: "unexpected",
  unexpected: "unexpected",
} as const satisfies Record<
  TokenErrorCode | "unavailable" | "unexpected",
  PollFailure | "pending" | "slower" | "unasked"
>;

function doubled(polling: Polling): Polling {
  const pauseMs = Math.min(polling.pauseMs * 2, MAX_PAUSE_MS);
  return { ...polling, pauseMs: Math.max(polling.intervalMs, pauseMs) };
}

function slower({ intervalMs, expiresAt }: Polling): Polling {
  const slowed = Math.min(intervalMs + SLOW_DOWN_MS, MAX_PAUSE_MS);
  return { intervalMs: slowed, pauseMs: slowed, expiresAt };
}

function wait(polling: Polling, now: number): PollStep {
  return now >= polling.expiresAt ? { kind: "failed", reason: "expired" } : { kind: "wait", polling };
}
