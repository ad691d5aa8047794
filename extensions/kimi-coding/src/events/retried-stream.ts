import type { EventSource } from "./transform-stream.ts";

/** What makes a stream worth asking for again, and how that is done. */
export interface RetryPolicy<Event, Message> {
  /** Whether the event comes before all content: it is held back until it is known that the stream stays. */
  isOpening(event: Event): boolean;
  /** The final message that an event brings; undefined if it brings none. */
  messageOf(event: Event): Message | undefined;
  /** Returns another stream in the place of one that ended with this message and nothing else, or null. */
  retry(message: Message): Promise<EventSource<Event, Message> | null>;
}

/**
 * A view of `first` in whose place another stream is read if `first` fails before it brings any content. The policy
 * is asked at most once; reader and result get the same stream.
 */
export function retriedStream<Event, Message>(
  first: EventSource<Event, Message>,
  policy: RetryPolicy<Event, Message>,
): EventSource<Event, Message> {
  let decision: Promise<EventSource<Event, Message> | null> | null = null;
  const retryOnce = (message: Message) => (decision ??= policy.retry(message));
  const keep = () => void (decision ??= Promise.resolve(null));
  return {
    [Symbol.asyncIterator]: () => new RetriedIterator(first, policy, retryOnce, keep),
    async result() {
      const message = await first.result();
      const other = await retryOnce(message);
      return other === null ? message : other.result();
    },
  };
}

class RetriedIterator<Event, Message> implements AsyncIterator<Event> {
  readonly #policy: RetryPolicy<Event, Message>;
  readonly #retryOnce: (message: Message) => Promise<EventSource<Event, Message> | null>;
  /** Settles that the first stream stays. */
  readonly #keep: () => void;
  #iterator: AsyncIterator<Event>;
  /** Events before the first content, in their order; null once they were handed out. */
  #held: Event[] | null = [];
  #ready: Event[] = [];

  constructor(
    first: EventSource<Event, Message>,
    policy: RetryPolicy<Event, Message>,
    retryOnce: (message: Message) => Promise<EventSource<Event, Message> | null>,
    keep: () => void,
  ) {
    this.#iterator = first[Symbol.asyncIterator]();
    this.#policy = policy;
    this.#retryOnce = retryOnce;
    this.#keep = keep;
  }

  // After the first content, an event costs no promise of its own.
  next(): Promise<IteratorResult<Event>> {
    const value = this.#ready.length === 0 ? undefined : this.#ready.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return this.#held === null ? this.#iterator.next() : this.#open(this.#held);
  }

  async return(): Promise<IteratorResult<Event>> {
    this.#held = null;
    this.#ready = [];
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }

  /** Reads up to the first content, or to the end of a stream that has none, and decides which stream it is. */
  async #open(held: Event[]): Promise<IteratorResult<Event>> {
    for (;;) {
      const next = await this.#iterator.next();
      // A second one says that the answer goes on, which is not a refusal any more.
      if (next.done !== true && held.length === 0 && this.#policy.isOpening(next.value)) {
        held.push(next.value);
        continue;
      }
      this.#held = null;
      const message = next.done === true ? undefined : this.#policy.messageOf(next.value);
      const other = message === undefined ? null : await this.#retryOnce(message);
      if (other !== null) {
        this.#iterator = other[Symbol.asyncIterator]();
        return this.#iterator.next();
      }
      this.#keep();
      if (next.done === true && held.length === 0) return next;
      this.#ready = next.done === true ? held : [...held, next.value];
      return this.next();
    }
  }
}
