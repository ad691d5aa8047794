import type { RecordedRequest, RequestPredicate } from "./request-log.ts";

export interface EnqueueOptions {
  /** Only a request that matches takes the reply; others leave it for later. By default any request does. */
  readonly when?: RequestPredicate;
  /** How many requests take it, 1 by default; `Infinity` lasts until `reset`. */
  readonly times?: number;
}

/** Replies waiting for their requests, first in, first out. */
export interface ScenarioQueue<Reply> {
  enqueue(reply: Reply, options?: EnqueueOptions): void;
  /** The first waiting reply that this request may take. */
  take(request: RecordedRequest): Reply | undefined;
  /** How many entries no request has used up yet. */
  size(): number;
  clear(): void;
}

interface Entry<Reply> {
  readonly reply: Reply;
  readonly when: RequestPredicate;
  readonly left: number;
}

export function createScenarioQueue<Reply>(): ScenarioQueue<Reply> {
  let entries: readonly Entry<Reply>[] = [];
  return {
    enqueue(reply, { when = () => true, times = 1 } = {}) {
      entries = [...entries, { reply, when, left: times }];
    },
    take(request) {
      const taken = entries.find((entry) => entry.when(request));
      if (taken === undefined) return undefined;
      entries = entries.flatMap((entry) => {
        if (entry !== taken) return [entry];
        return entry.left > 1 ? [{ ...entry, left: entry.left - 1 }] : [];
      });
      return taken.reply;
    },
    size: () => entries.length,
    clear() {
      entries = [];
    },
  };
}
