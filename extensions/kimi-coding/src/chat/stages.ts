import { type Emit, type EventKinds, inOrder, type Stage } from "../events/index.ts";
import { lastEventOf, type LastEvent, messageOf } from "../markup/index.ts";
import type { AssistantMessage, AssistantMessageEvent } from "./stream-types.ts";

/**
 * A step of an answer. What it does to the final message is what it does to the event that brings it, so that an
 * answer that is read and one that is only asked for its result cannot differ.
 */
export type AnswerStage = Stage<AssistantMessageEvent>;

/** How the events of an answer bring its final message. */
export const answerEvents: EventKinds<AssistantMessageEvent, AssistantMessage> = { messageOf, lastEventOf };

/** Steps as one step. */
export function answerSteps(
  stages: readonly AnswerStage[],
  onFailure: (cause: unknown) => void,
): AnswerStage {
  return inOrder(stages, isLast, onFailure);
}

function isLast({ type }: AssistantMessageEvent): boolean {
  return type === "done" || type === "error";
}

type Change = (message: AssistantMessage) => AssistantMessage;

/**
 * A step that changes the final message alone, and returns the very message where there is nothing to change. Text
 * that it adds at the end is streamed before the event that ends the answer.
 */
export function changingEnd(change: Change): AnswerStage {
  const stage = (emit: Emit<AssistantMessageEvent>) => ({
    take(event: AssistantMessageEvent) {
      if (event.type !== "done" && event.type !== "error") {
        emit(event);
        return;
      }
      const message = event.type === "done" ? event.message : event.error;
      const changed = change(message);
      streamAdded(message, changed, emit);
      emit(withMessage(event, message, changed));
    },
    end: () => {},
  });
  return Object.assign(stage, { isForEnd: true } as const);
}

/** What an answer says, without its other blocks. */
export function answerText({ content }: AssistantMessage): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** An answer with a line of the plugin's own below it. */
export function withLine(message: AssistantMessage, text: string): AssistantMessage {
  return { ...message, content: [...message.content, { type: "text", text: `\n\n${text}` }] };
}

/** Hands out the events of the text blocks that a message has more than it had. */
function streamAdded(
  { content: { length } }: AssistantMessage,
  message: AssistantMessage,
  emit: Emit<AssistantMessageEvent>,
): void {
  for (const [index, block] of message.content.slice(length).entries()) {
    if (block.type !== "text") continue;
    const contentIndex = length + index;
    const { text } = block;
    const { errorMessage: _, ...whole } = { ...message, stopReason: "stop" as const };
    const begun = [...message.content.slice(0, contentIndex), { ...block, text: "" }];
    const partial = { ...whole, content: message.content.slice(0, contentIndex + 1) };
    emit({ type: "text_start", contentIndex, partial: { ...whole, content: begun } });
    emit({ type: "text_delta", contentIndex, delta: text, partial });
    emit({ type: "text_end", contentIndex, content: text, partial });
  }
}

/** A step that changes every message that events carry, and returns the very message where there is nothing to change. */
export function changingEvery(change: Change): AnswerStage {
  return (emit) => ({
    take(event) {
      if (event.type === "done") emit(withMessage(event, event.message, change(event.message)));
      else if (event.type === "error") emit(withMessage(event, event.error, change(event.error)));
      // Newer hosts have a mode in which a text delta brings no message.
      else if (event.partial === undefined) emit(event);
      else {
        const partial = change(event.partial);
        emit(partial === event.partial ? event : { ...event, partial });
      }
    },
    end: () => {},
  });
}

/** The event that ends an answer, with the message that it now has. */
function withMessage(
  event: LastEvent<AssistantMessage>,
  before: AssistantMessage,
  message: AssistantMessage,
): AssistantMessageEvent {
  if (message === before) return event;
  const last = lastEventOf(message);
  if (event.type === "error" && last.type === "error") return { ...event, ...last };
  return event.type === "done" && last.type === "done" ? { ...event, ...last } : last;
}
