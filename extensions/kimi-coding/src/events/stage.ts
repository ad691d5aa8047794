/** Hands an event on. */
export type Emit<Event> = (event: Event) => void;

/** A step of one stream, at work. */
export interface OpenStage<Event> {
  /** Takes an event, and hands out what becomes of it: nothing yet, one event or many. It never waits. */
  take(event: Event): void;
  /** Hands out what was held back, when the source ends or fails. */
  end(): void;
}

/** A step that the events of a stream go through. It is opened anew for each stream, with what takes its events. */
export type Stage<Event> = (emit: Emit<Event>) => OpenStage<Event>;

/** A step that puts one event in the place of each. */
export function mapping<Event>(map: (event: Event) => Event): Stage<Event> {
  return (emit) => ({ take: (event) => emit(map(event)), end: () => {} });
}

/** Steps as one: what each hands out, the next one takes. */
export function inOrder<Event>(stages: readonly Stage<Event>[]): Stage<Event> {
  return (emit) => {
    const opened: OpenStage<Event>[] = [];
    let first = emit;
    for (const stage of stages.toReversed()) {
      const step = stage(first);
      opened.unshift(step);
      first = (event) => step.take(event);
    }
    return {
      take: first,
      end: () => {
        for (const step of opened) step.end();
      },
    };
  };
}
