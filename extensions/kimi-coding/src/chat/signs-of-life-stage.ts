import { SignsOfLife } from "./signs-of-life.ts";
import type { AnswerStage } from "./stages.ts";
import type { AssistantMessage } from "./stream-types.ts";

/**
 * The same steps, with a sign for the host where an answer goes on unseen. The plugin's own transport says that it does
 * by another `start`.
 */
export function withSignsOfLife(steps: AnswerStage): AnswerStage {
  return (emit) => {
    const signs = new SignsOfLife<AssistantMessage>();
    let isStarted = false;
    let shown = 0;
    const inner = steps((event) => {
      shown += 1;
      signs.note(event);
      emit(event);
    });
    return {
      take(event) {
        if (event.type === "start") {
          if (isStarted) {
            signs.sign().forEach(emit);
            return;
          }
          isStarted = true;
        }
        const before = shown;
        inner.take(event);
        if (shown === before) signs.whenQuiet().forEach(emit);
      },
      end: () => inner.end(),
    };
  };
}
