/** A stream of events with a final message, as the host's adapters return it. */
export interface EventSource<Event, Message> extends AsyncIterable<Event> {
  result(): Promise<Message>;
}

/** What is done to the events of one stream, in their order. It may hold events back, but never waits. */
export interface StreamTransform<Event, Message> {
  /** Takes an event of the source and returns those that are handed out in its place. */
  push(event: Event): readonly Event[];
  /** Returns what was held back, when the source ends or fails. */
  end(): readonly Event[];
  /** The final message that an event brings; undefined if it brings none. */
  messageOf(event: Event): Message | undefined;
  /** Does to a final message what would have been done to its events; for a reader who stopped before it. */
  mapMessage(message: Message): Message;
}

/**
 * A view of `source` through `transform`. Events are handed out as they come, nothing that arrives is written to.
 *
 * The result is known before the event that brings it is handed out. Who asks for the result without reading gets
 * the same one: the events are then taken all the same, and wait for a reader. A reader who stops early closes the
 * source, once. A source that fails hands out what was held back, then its failure.
 */
export function transformStream<Event, Message>(
  source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>,
  transform: StreamTransform<Event, Message>,
): EventSource<Event, Message> {
  return new TransformedStream(source, transform);
}

class TransformedStream<Event, Message>
  implements EventSource<Event, Message>, AsyncIterator<Event, undefined>
{
  readonly #source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>;
  readonly #transform: StreamTransform<Event, Message>;
  #iterator: AsyncIterator<Event> | null = null;
  /** What was taken and is not handed out yet, from `#head` on. */
  #ready: IteratorYieldResult<Event>[] = [];
  #head = 0;
  /** The event of the source that is being waited for, by whoever came first. */
  #pending: Promise<void> | null = null;
  #isOver = false;
  #message: { readonly value: Message } | null = null;
  #failure: { readonly cause: unknown } | null = null;
  #result: Promise<Message> | null = null;

  constructor(
    source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>,
    transform: StreamTransform<Event, Message>,
  ) {
    this.#source = source;
    this.#transform = transform;
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this;
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    for (;;) {
      const ready = this.#ready[this.#head];
      if (ready !== undefined) {
        this.#head += 1;
        return ready;
      }
      if (this.#isOver) break;
      await this.#advance();
    }
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure.cause;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#ready = [];
    this.#head = 0;
    // Who waits for the result reads on, and the source ends by itself.
    if (!this.#isOver && this.#result === null) {
      this.#isOver = true;
      await this.#iterator?.return?.();
    }
    return { done: true, value: undefined };
  }

  result(): Promise<Message> {
    this.#result ??= this.#readResult();
    return this.#result;
  }

  async #readResult(): Promise<Message> {
    while (!this.#isOver && this.#message === null) await this.#advance();
    if (this.#message !== null) return this.#message.value;
    if (this.#failure !== null) throw this.#failure.cause;
    const source = await this.#source;
    return this.#transform.mapMessage(await source.result());
  }

  #advance(): Promise<void> {
    this.#pending ??= this.#take().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** Takes one event of the source. */
  async #take(): Promise<void> {
    let next: IteratorResult<Event>;
    try {
      this.#iterator ??= (await this.#source)[Symbol.asyncIterator]();
      next = await this.#iterator.next();
    } catch (cause) {
      this.#fail(cause);
      this.#enqueue(this.#transform.end());
      return;
    }
    if (next.done === true) {
      this.#isOver = true;
      this.#enqueue(this.#transform.end());
      return;
    }
    try {
      this.#enqueue(this.#transform.push(next.value));
    } catch (cause) {
      this.#fail(cause);
      await this.#iterator.return?.();
    }
  }

  #fail(cause: unknown): void {
    this.#isOver = true;
    this.#failure = { cause };
  }

  #enqueue(events: readonly Event[]): void {
    if (this.#head === this.#ready.length) {
      this.#ready = [];
      this.#head = 0;
    }
    for (const event of events) {
      const value = this.#transform.messageOf(event);
      if (value !== undefined) this.#message = { value };
      this.#ready.push({ done: false, value: event });
    }
  }
}
