import type { Message, StreamEvent } from "../markup/index.ts";

/**
 * Milliseconds after which a host is shown that an answer goes on, where nothing of it can be shown: hosts end a turn
 * after two minutes without an event (2026.9.6, 2026.5.7, 2026.4.27).
 */
export const SIGN_OF_LIFE_MS = 20_000;

/** Milliseconds between two looks at the clock below which events come so fast that not each of them needs one. */
const FAST_MS = 100;
/** How many events of a fast answer go by without a look: a look costs as much as all else here. */
const UNLOOKED_EVENTS = 3;

const NOTHING: readonly never[] = [];

/**
 * Sees to it that a host hears of an answer that goes on unseen: the service reasons without a word, or what it writes
 * is held back until a leaked call is whole. The sign is an empty piece of reasoning; what a host shows of it was not watched.
 *
 * Give it each event that is handed out, and ask it wherever an event came for which nothing is.
 */
export class SignsOfLife<M extends Message> {
  readonly #now: () => number;
  #shown: StreamEvent<M> | null = null;
  /** When something was shown last, as far as it was asked since; null right after an event. */
  #quietSince: number | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** How many events still go by without a look at the clock. */
  #unlooked = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes note of an event that is handed out. Costs next to nothing: nearly every event comes by here. */
  note(event: StreamEvent<M>): void {
    this.#shown = event;
    this.#quietSince = null;
  }

  /** What to hand out where there is nothing else: a sign, if the last event is long enough ago, or nothing. */
  whenQuiet(): readonly StreamEvent<M>[] {
    if (this.#unlooked > 0) {
      this.#unlooked -= 1;
      return NOTHING;
    }
    const now = this.#now();
    if (now - this.#lookedAt < FAST_MS) this.#unlooked = UNLOOKED_EVENTS;
    this.#lookedAt = now;
    this.#quietSince ??= now;
    return now - this.#quietSince < SIGN_OF_LIFE_MS ? NOTHING : this.sign();
  }

  /** A sign, whenever the last event was; nothing before the first one, and behind the last. */
  sign(): readonly StreamEvent<M>[] {
    this.#quietSince = this.#now();
    const shown = this.#shown;
    const partial = shown !== null && "partial" in shown ? shown.partial : undefined;
    // A text delta may bring none.
    if (partial === undefined) return NOTHING;
    const contentIndex = Math.max(0, partial.content.length - 1);
    return [{ type: "thinking_delta", contentIndex, delta: "", partial }];
  }
}
