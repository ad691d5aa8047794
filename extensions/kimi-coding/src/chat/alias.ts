import { type AnswerStage, changingEvery } from "./stages.ts";
import type { StreamContext } from "./stream-types.ts";

/** How a model is called where. */
export interface ModelNames {
  /** By the service. */
  readonly wireId: string;
  /** By the host's adapter. */
  readonly adapterId: string;
  /** By the user. Where it is not the adapter's, 2026.5.7 and 2026.4.27 take an answer for that of a fallback, and say so. */
  readonly userId: string;
}

/**
 * Has answers name the model as the user does, and takes out the model that the service says it answered with, where that
 * is what the asked model is called on the wire: 2026.9.6 takes it for a rerouting, shows that id in place of the user's
 * while a turn runs, and announces a changed route. A model that really is another one stays.
 */
export function aliasStage({ wireId, adapterId, userId }: ModelNames): AnswerStage {
  return changingEvery((message) => {
    const model = message.model === adapterId ? userId : message.model;
    if (message.responseModel !== wireId) return model === message.model ? message : { ...message, model };
    const { responseModel: _, ...rest } = message;
    return { ...rest, model };
  });
}

/** The conversation with this model's own answers under the adapter's name: those of another one lose their reasoning. */
export function withAdapterId(context: StreamContext, { adapterId, userId }: ModelNames): StreamContext {
  if (adapterId === userId) return context;
  const messages = context.messages.map((message) =>
    message.role === "assistant" && message.model === userId ? { ...message, model: adapterId } : message,
  );
  return { ...context, messages };
}
