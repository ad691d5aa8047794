import type { EventSource } from "../events/index.ts";

/**
 * A stream into which one writer puts events, for one reader. The result is known before the event that brings it can
 * be read, and needs no reader. Behind that event the stream is over, whether the reader asks or not.
 */
export class PushedStream<Event, Message>
  implements EventSource<Event, Message>, AsyncIterator<Event, undefined>
{
  readonly #messageOf: (event: Event) => Message | undefined;
  readonly #onLeft: () => void;
  readonly #result = Promise.withResolvers<Message>();
  #ready: Event[] = [];
  #head = 0;
  #waiting: ((next: IteratorResult<Event, undefined>) => void) | null = null;
  #isOver = false;
  #isAsked = false;

  /** `onLeft` is called where the reader stops early and nobody waits for the result. */
  constructor(messageOf: (event: Event) => Message | undefined, onLeft: () => void) {
    this.#messageOf = messageOf;
    this.#onLeft = onLeft;
  }

  /** Hands out events, in their order. What comes behind the last one is dropped. */
  push(events: readonly Event[]): void {
    for (const value of events) {
      if (this.#isOver) return;
      const message = this.#messageOf(value);
      if (message !== undefined) {
        this.#isOver = true;
        this.#result.resolve(message);
      }
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting === null) this.#ready.push(value);
      else waiting({ done: false, value });
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const value = this.#ready[this.#head];
    if (value !== undefined) {
      this.#head += 1;
      if (this.#head === this.#ready.length) {
        this.#ready = [];
        this.#head = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.#ready = [];
    this.#head = 0;
    if (!this.#isOver && !this.#isAsked) this.#onLeft();
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = null;
    return Promise.resolve({ done: true, value: undefined });
  }

  result(): Promise<Message> {
    this.#isAsked = true;
    return this.#result.promise;
  }
}
