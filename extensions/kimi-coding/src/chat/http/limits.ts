import { timerDelay } from "../../kimi/index.ts";

/** How long a chat may wait, in milliseconds. */
export interface ChatLimits {
  /** For a connection, TLS included. */
  readonly connectMs: number;
  /** For the head of the answer, once the request was sent. */
  readonly firstByteMs: number;
  /**
   * For the next byte of an answer. It is the socket that must not be silent: a service that keeps the connection with
   * comments, or streams what is not shown, may take as long as it wants.
   */
  readonly silenceMs: number;
  /** For the end of the stream once the answer is whole: nothing of it is missing then. */
  readonly endMs: number;
}

/**
 * The limits where nobody states others. The official client waits 600 s for all of it (2026-08); hosts end a turn
 * after two minutes without an event (2026.9.6, 2026.5.7, 2026.4.27), whatever stands here.
 */
const DEFAULT_LIMITS: ChatLimits = {
  connectMs: 15_000,
  firstByteMs: 300_000,
  silenceMs: 300_000,
  endMs: 2000,
};

/** The limits of a request that is to wait no longer than `timeoutMs` for anything; `undefined` states nothing. */
export function chatLimits(timeoutMs: number | undefined): ChatLimits {
  if (timeoutMs === undefined || !Number.isFinite(timeoutMs) || timeoutMs <= 0) return DEFAULT_LIMITS;
  const stated = timerDelay(timeoutMs);
  return {
    ...DEFAULT_LIMITS,
    connectMs: Math.min(DEFAULT_LIMITS.connectMs, stated),
    firstByteMs: stated,
    silenceMs: stated,
  };
}
