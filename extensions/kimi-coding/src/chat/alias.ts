import { type AnswerStage, changingEvery } from "./stages.ts";

/**
 * Takes out the model that the service says it answered with, where that is what the asked model is called on the
 * wire: 2026.9.6 takes it for a rerouting, shows that id in place of the user's while a turn runs, and announces a
 * changed route. A model that really is another one stays.
 */
export function aliasStage(wireId: string): AnswerStage {
  return changingEvery((message) => {
    if (message.responseModel !== wireId) return message;
    const { responseModel: _, ...rest } = message;
    return rest;
  });
}
