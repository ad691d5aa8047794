import type { OpenStage, Stage } from "./stage.ts";

/** A stream of events with a final message, as the host's adapters return it. */
export interface EventSource<Event, Message> extends AsyncIterable<Event> {
  result(): Promise<Message>;
}

/** How events bring final messages. */
export interface EventKinds<Event, Message> {
  /** The final message that an event brings; undefined if it brings none. */
  messageOf(event: Event): Message | undefined;
  /** The event that ends a stream with this message. */
  lastEventOf(message: Message): Event;
}

/**
 * A view of `source` through `stage`. Events are handed out as they come, nothing that arrives is written to.
 *
 * The result is known before the event that brings it is handed out. Asked for without reading, it is the same one:
 * the events are then taken all the same, and wait for a reader. Where a reader stops early, which closes the source
 * once, it is what the stage makes of the event that the source's own result would have come with. A source that
 * fails hands out what was held back, then its failure.
 */
export function transformStream<Event, Message>(
  source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>,
  stage: Stage<Event>,
  kinds: EventKinds<Event, Message>,
): EventSource<Event, Message> {
  return new TransformedStream(source, stage, kinds);
}

class TransformedStream<Event, Message>
  implements EventSource<Event, Message>, AsyncIterator<Event, undefined>
{
  readonly #source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>;
  readonly #stage: Stage<Event>;
  readonly #kinds: EventKinds<Event, Message>;
  readonly #steps: OpenStage<Event>;
  #iterator: AsyncIterator<Event> | null = null;
  /** The event that is handed out next. Nearly always it is the only one: a list costs more than all else here. */
  #first: Event | undefined;
  /** What comes behind it; that from `#head` on is not handed out yet. */
  #others: Event[] = [];
  #head = 0;
  /** Settles when the event of the source that is under way was taken. */
  #pending: Promise<unknown> | null = null;
  #isOver = false;
  #message: { readonly value: Message } | null = null;
  #failure: { readonly cause: unknown; isTold: boolean } | null = null;
  #result: Promise<Message> | null = null;

  constructor(
    source: EventSource<Event, Message> | PromiseLike<EventSource<Event, Message>>,
    stage: Stage<Event>,
    kinds: EventKinds<Event, Message>,
  ) {
    this.#source = source;
    this.#stage = stage;
    this.#kinds = kinds;
    this.#steps = stage(this.#enqueue);
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this;
  }

  // No async function: each would add promises to every event, which are most of what the view costs.
  next(): Promise<IteratorResult<Event, undefined>> {
    const ready = this.#shift();
    if (ready !== null) return Promise.resolve(ready);
    if (this.#isOver) return this.#finish();
    if (this.#iterator === null || this.#pending !== null) return this.#nextReady();
    const taken = this.#iterator.next().then(this.#takeAndShift, this.#loseAndShift);
    this.#pending = taken;
    return taken;
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#first = undefined;
    this.#others = [];
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
    return this.#finalOf(await source.result());
  }

  /** What becomes of a final message whose event was not read. */
  #finalOf(message: Message): Message {
    let final = message;
    const steps = this.#stage((event) => {
      final = this.#kinds.messageOf(event) ?? final;
    });
    steps.take(this.#kinds.lastEventOf(message));
    return final;
  }

  #shift(): IteratorYieldResult<Event> | null {
    let value = this.#first;
    if (value === undefined) {
      value = this.#others[this.#head];
      if (value === undefined) return null;
      this.#head += 1;
      if (this.#head === this.#others.length) {
        this.#others = [];
        this.#head = 0;
      }
    } else this.#first = undefined;
    return { done: false, value };
  }

  #finish(): Promise<IteratorReturnResult<undefined>> {
    const failure = this.#failure;
    if (failure === null || failure.isTold) return Promise.resolve({ done: true, value: undefined });
    failure.isTold = true;
    return Promise.reject(failure.cause);
  }

  /** Takes events until one is ready: many may be held back in a row, and each of them costs one promise. */
  #nextReady(): Promise<IteratorResult<Event, undefined>> {
    return new Promise((resolve) => {
      const look = () => {
        const ready = this.#shift();
        if (ready !== null) resolve(ready);
        else if (this.#isOver) resolve(this.#finish());
        else if (this.#iterator === null || this.#pending !== null) void this.#advance().then(look);
        else this.#pending = this.#iterator.next().then(takeAndLook, loseAndLook);
      };
      const takeAndLook = (next: IteratorResult<Event>): unknown => {
        const closing = this.#take(next);
        if (closing !== null) return closing.then(look);
        look();
        return null;
      };
      const loseAndLook = (cause: unknown) => {
        this.#lose(cause);
        look();
      };
      look();
    });
  }

  readonly #takeAndShift = (
    next: IteratorResult<Event>,
  ): IteratorResult<Event, undefined> | Promise<IteratorResult<Event, undefined>> => {
    const closing = this.#take(next);
    if (closing !== null) return closing.then(() => this.#finish());
    const value = this.#first;
    if (value === undefined) return this.#nextReady();
    this.#first = undefined;
    // What goes on as it is goes on in its own result.
    return next.done !== true && value === next.value ? next : { done: false, value };
  };

  readonly #loseAndShift = (
    cause: unknown,
  ): IteratorResult<Event, undefined> | Promise<IteratorResult<Event, undefined>> => {
    this.#lose(cause);
    return this.#shift() ?? this.#finish();
  };

  /** Takes the next event of the source, or waits for the one that is under way. */
  #advance(): Promise<unknown> {
    this.#pending ??=
      this.#iterator === null ? this.#open() : this.#iterator.next().then(this.#take, this.#lose);
    return this.#pending;
  }

  /** Opens the source and takes its first event. */
  async #open(): Promise<void> {
    let next: IteratorResult<Event>;
    try {
      this.#iterator = (await this.#source)[Symbol.asyncIterator]();
      next = await this.#iterator.next();
    } catch (cause) {
      this.#lose(cause);
      return;
    }
    await this.#take(next);
  }

  /** Takes what the source gave; returns the closing of the source where a step failed, else null. */
  readonly #take = (next: IteratorResult<Event>): Promise<unknown> | null => {
    this.#pending = null;
    if (next.done === true) {
      this.#isOver = true;
      this.#steps.end();
      return null;
    }
    try {
      this.#steps.take(next.value);
    } catch (cause) {
      return this.#abandon(cause);
    }
    if (this.#message !== null) this.#close();
    return null;
  };

  /** Nothing comes behind a final message. Hosts wait for each iterator that was not read to its end (2026.9.6). */
  #close(): void {
    this.#isOver = true;
    this.#iterator?.return?.().catch(() => undefined);
  }

  /** Gives up where a step failed, and closes the source. */
  async #abandon(cause: unknown): Promise<void> {
    this.#pending = null;
    this.#fail(cause);
    await this.#iterator?.return?.();
  }

  readonly #lose = (cause: unknown): void => {
    this.#pending = null;
    this.#fail(cause);
    this.#steps.end();
  };

  #fail(cause: unknown): void {
    this.#isOver = true;
    this.#failure = { cause, isTold: false };
  }

  readonly #enqueue = (event: Event): void => {
    const value = this.#kinds.messageOf(event);
    if (value !== undefined) this.#message = { value };
    if (this.#first === undefined && this.#others.length === 0) this.#first = event;
    else this.#others.push(event);
  };
}
