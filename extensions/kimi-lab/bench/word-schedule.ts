import { setTimeout as delay } from "node:timers/promises";

import type { DeltasReply } from "../simulator/reply.ts";

/** An answer that says its words at set times, and when each was sent. */
export interface Schedule {
  readonly reply: DeltasReply;
  readonly spoken: readonly string[];
  /** By word, in milliseconds of this process's `performance.now()`. Filled in as they are sent. */
  readonly sentAt: ReadonlyMap<string, number>;
  /** Sends what the reply holds back, piece by piece; call it when the request has come. */
  run(): Promise<void>;
}

const thoughts = 5;

/** An answer of so many words, one every `intervalMs`, behind some reasoning. */
export function scheduleWords(place: string, count: number, intervalMs: number): Schedule {
  const spoken = Array.from({ length: count }, (_, index) => `${place}${String(index).padStart(2, "0")}x`);
  const sentAt = new Map<string, number>();
  const pieces = [
    ...Array.from({ length: thoughts }, () => ({ kind: "reasoning", text: "hm " }) as const),
    ...spoken.map((word) => ({ kind: "text", text: `${word} ` }) as const),
  ].map((delta) => ({ delta, gate: Promise.withResolvers<void>() }));
  return {
    reply: {
      kind: "deltas",
      steps: pieces.flatMap(({ delta, gate }) => [{ kind: "hold", until: gate.promise } as const, delta]),
    },
    spoken,
    sentAt,
    async run() {
      for (const { delta, gate } of pieces) {
        await delay(intervalMs);
        if (delta.kind === "text") sentAt.set(delta.text.trim(), performance.now());
        gate.resolve();
      }
    },
  };
}
