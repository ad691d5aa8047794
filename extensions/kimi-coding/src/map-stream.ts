/** A stream of events with a final message, as the host's adapters return it. */
export interface EventSource<Event, Message> extends AsyncIterable<Event> {
  result(): Promise<Message>;
}

/**
 * A view of `source` whose events and final message are passed through pure functions as they arrive.
 *
 * Each event becomes as many as `mapEvent` returns for it, in that order. Nothing is buffered, and nothing that
 * arrives is written to. Ending the iteration early ends that of the source, which stays the caller's to abort.
 */
export function mapStream<Event, Message>(
  source: EventSource<Event, Message>,
  mapEvent: (event: Event) => readonly Event[],
  mapResult: (message: Message) => Message,
): EventSource<Event, Message> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const event of source) yield* mapEvent(event);
    },
    result: async () => mapResult(await source.result()),
  };
}
