import { type MarkupDialect, normalizing } from "../markup/index.ts";
import { toolCallIds } from "../request/index.ts";
import type { AnswerStage } from "./stages.ts";
import type { StreamContext } from "./stream-types.ts";

/**
 * Makes real calls of those that the model leaked into its text or reasoning. At the end of an answer that has
 * markers which made no call, `onKept` is told how many.
 */
export function markupStage(
  dialect: MarkupDialect,
  { messages, tools = [] }: StreamContext,
  onKept: (markers: number) => void,
): AnswerStage {
  return normalizing(
    {
      dialect,
      tools,
      usedCallIds: () => toolCallIds(messages),
      rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
    },
    (markers) => {
      if (markers > 0) onKept(markers);
    },
  );
}
