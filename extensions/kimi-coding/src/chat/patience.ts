import { setTimeout as delay } from "node:timers/promises";
import { classifyServiceError, topicOf } from "../errors/index.ts";
import { type EventSource, retriedStream } from "../events/index.ts";
import { eventKinds } from "./fresh-token.ts";
import type { AssistantMessage, AssistantMessageEvent, StreamFn } from "./stream-types.ts";

/** How long to wait before each further try, in ms: together less than a host waits for a first word. */
const WAITS_MS = [1500, 4000, 8000] as const;

/** Waits; ends early, without an error, where `signal` is aborted. */
export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

const waitByClock: Wait = async (ms, signal) => {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/**
 * Asks again, a little later each time, where the service has too many of the account's requests at the same time. The
 * host is not to do that: it would pause the key, which hits the very sessions that are being answered (2026-11).
 */
export function withPatience(inner: StreamFn, wait: Wait = waitByClock): StreamFn {
  return async (model, context, options) => {
    const ask = async (
      tries: readonly number[],
    ): Promise<EventSource<AssistantMessageEvent, AssistantMessage>> => {
      const source = await inner(model, context, options);
      const [waitMs, ...others] = tries;
      if (waitMs === undefined) return source;
      return retriedStream(source, {
        ...eventKinds,
        async retry(message) {
          if (!isAtOnce(message)) return null;
          await wait(waitMs, options?.signal);
          // An aborted request says so by itself.
          return ask(others);
        },
      });
    };
    return ask(WAITS_MS);
  };
}

function isAtOnce({ stopReason, errorMessage: text = "", errorType: type }: AssistantMessage): boolean {
  if (stopReason !== "error") return false;
  const failure = classifyServiceError({ text, type });
  return failure !== null && topicOf(failure) === "at-once";
}
