/** Hands an event on. */
export type Emit<Event> = (event: Event) => void;

/** A step of one stream, at work. */
export interface OpenStage<Event> {
  /** Takes an event, and hands out what becomes of it: nothing yet, one event or many. It never waits. */
  take(event: Event): void;
  /** Hands out what was held back, when the source ends or fails. */
  end(): void;
}

/** A step whose functions may be taken off it. */
interface LooseStage<Event> extends OpenStage<Event> {
  readonly take: Emit<Event>;
}

/** A step that the events of a stream go through. It is opened anew for each stream, with what takes its events. */
export interface Stage<Event> {
  (emit: Emit<Event>): OpenStage<Event>;
  /** It hands on all events as they are but the one that ends the stream: it is not asked about the others. */
  readonly isForEnd?: true;
}

/**
 * Steps as one: what each hands out, the next one takes. `isLast` tells the event that ends a stream.
 *
 * A step that fails takes no stream down: what it can still give is handed out, it is left out from there on, and
 * `onFailure` is told, once.
 */
export function inOrder<Event>(
  stages: readonly Stage<Event>[],
  isLast: (event: Event) => boolean,
  onFailure: (cause: unknown) => void,
): Stage<Event> {
  return (emit) => {
    const opened: OpenStage<Event>[] = [];
    // What takes the last event, and what takes all others: nearly every event has but few steps to go.
    let [forLast, forOthers] = [emit, emit];
    for (const stage of stages.toReversed()) {
      const next = bySort(isLast, forLast, forOthers);
      const step = guarded(stage(next), next, onFailure);
      opened.unshift(step);
      forLast = step.take;
      if (stage.isForEnd !== true) forOthers = step.take;
    }
    return {
      take: bySort(isLast, forLast, forOthers),
      end: () => {
        for (const step of opened) step.end();
      },
    };
  };
}

function bySort<Event>(
  isLast: (event: Event) => boolean,
  forLast: Emit<Event>,
  forOthers: Emit<Event>,
): Emit<Event> {
  if (forLast === forOthers) return forLast;
  return (event) => {
    if (isLast(event)) forLast(event);
    else forOthers(event);
  };
}

/** A step that hands everything on from its first failure on, beginning with the event that it failed at. */
function guarded<Event>(
  step: OpenStage<Event>,
  emit: Emit<Event>,
  onFailure: (cause: unknown) => void,
): LooseStage<Event> {
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
