import type { EventSource, Stage } from "../src/events/index.ts";
import type { ModelAliases, RowFields } from "../src/kimi/index.ts";
import type { ConfiguredProvider } from "../src/models/index.ts";

/** Freezes a value and everything in it, so that a write into it throws; returns the very value. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/** The row, the aliases and the provider ids that tests of the pure code work with. */
export const TEST_ROW_ID = "kimi-code";
export const TEST_PROVIDER_IDS: readonly string[] = ["kimi", "kimi-code", "kimi-coding"];
export const TEST_ALIASES: ModelAliases = {
  "kimi-for-coding": TEST_ROW_ID,
  k2p5: TEST_ROW_ID,
  "kimi-k2.5": TEST_ROW_ID,
};

/** Fields of a catalogue row; overrides replace whole fields. */
export function buildRowFields(overrides: Partial<RowFields> = {}): RowFields {
  return {
    name: "Kimi Code",
    input: ["text", "image"],
    reasoning: true,
    contextWindow: 262_144,
    maxTokens: 32_768,
    ...overrides,
  };
}

/** A provider block of a user's config that states nothing but its name, unless overrides do. */
export function buildBlock(overrides: Partial<ConfiguredProvider> = {}): ConfiguredProvider {
  return { id: "kimi", ...overrides };
}

/** A stream of prepared events that counts what its reader took and whether it was closed. */
export interface RecordedSource<Event, Message> extends EventSource<Event, Message> {
  readonly taken: number;
  readonly closed: number;
}

/** A source of `events`, then of `failure` if there is one, with `message` as its result. */
export function recordSource<Event, Message>(
  events: readonly Event[],
  message: Message,
  failure?: Error,
): RecordedSource<Event, Message> {
  let taken = 0;
  let closed = 0;
  return {
    get taken() {
      return taken;
    },
    get closed() {
      return closed;
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (const event of events) {
          taken += 1;
          yield await Promise.resolve(event);
        }
        if (failure !== undefined) throw failure;
      } finally {
        closed += 1;
      }
    },
    result: () => Promise.resolve(message),
  };
}

/** Reads a stream to its end. */
export async function collect<Event>(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** A step that puts one event in the place of each. */
export function mapping<Event>(map: (event: Event) => Event): Stage<Event> {
  return (emit) => ({ take: (event) => emit(map(event)), end: () => {} });
}
