import { timerDelay } from "../../kimi/index.ts";

/** How long a chat may wait, in milliseconds. */
export interface ChatLimits {
  /** For a connection, TLS included. */
  readonly connectMs: number;
  /** For the head of the answer, once the request was sent. */
  readonly firstByteMs: number;
  /**
   * For the next byte of an answer. Every byte counts, also a comment or text that is not shown.
   */
  readonly silenceMs: number;
  /** For the end of the stream after a complete answer. No content is lost if this time runs out. */
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

/** The limits of a request with the timeout `timeoutMs`. `undefined` means the default limits. */
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
