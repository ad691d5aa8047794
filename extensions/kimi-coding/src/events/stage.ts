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

/**
 * Steps as one: what each hands out, the next one takes.
 *
 * A step that fails takes no stream down: what it can still give is handed out, it is left out from there on, and
 * `onFailure` is told, once.
 */
export function inOrder<Event>(
  stages: readonly Stage<Event>[],
  onFailure: (cause: unknown) => void,
): Stage<Event> {
  return (emit) => {
    const opened: OpenStage<Event>[] = [];
    let first = emit;
    for (const stage of stages.toReversed()) {
      const step = guarded(stage(first), first, onFailure);
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

/** A step that hands everything on from its first failure on, beginning with the event that it failed at. */
function guarded<Event>(
  step: OpenStage<Event>,
  emit: Emit<Event>,
  onFailure: (cause: unknown) => void,
): OpenStage<Event> {
  let hasFailed = false;
  const end = () => {
    try {
      step.end();
    } catch (cause) {
      if (!hasFailed) onFailure(cause);
      hasFailed = true;
    }
  };
  return {
    take(event) {
      if (hasFailed) {
        emit(event);
        return;
      }
      try {
        step.take(event);
      } catch (cause) {
        hasFailed = true;
        onFailure(cause);
        end();
        emit(event);
      }
    },
    end: () => {
      if (!hasFailed) end();
    },
  };
}
