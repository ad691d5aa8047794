import { timerDelay } from "./timer-delay.ts";

/** A limit of time that runs. */
export interface TimeLimit {
  /** Aborted when the time is over, then with a `TimeoutError`, or with one of the other signals. */
  readonly signal: AbortSignal;
  /** Stops the timer. To be called when the work is done, however it ended. */
  readonly end: () => void;
}

/**
 * Starts a limit of time for work that `others` may end, too. In place of `AbortSignal.timeout`: its timer cannot be
 * stopped, and holds all that a host keeps of a turn until it fires, also behind the end of the turn (the timer's async
 * context; Node 24).
 */
export function startTimeLimit(ms: number, ...others: readonly (AbortSignal | undefined)[]): TimeLimit {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    timerDelay(ms),
  );
  const signals = others.filter((signal) => signal !== undefined);
  return { signal: AbortSignal.any([late.signal, ...signals]), end: () => clearTimeout(timer) };
}
