/** Requests to a model in the service's form: replay, images, tools, thinking, limits. */
export { patchCacheKey } from "./cache-key.ts";
export { configuredOutputLimits, statedOutputLimit } from "./configured-limits.ts";
export { patchImages } from "./images.ts";
export { NO_KNOWN_REASONING, readKnownReasoning, toolCallIds } from "./known-reasoning.ts";
export { isBlank } from "./messages.ts";
export { patchOutputLimit, withRoomForAnswer } from "./output-limit.ts";
export { patchParameters } from "./parameters.ts";
export { patchPayload } from "./patch-payload.ts";
export { patchRequest } from "./patch-request.ts";
export type { Patch, PatchContext } from "./patch.ts";
export { replaceImages } from "./request-images.ts";
export { REPLAY_NOTES } from "./replay-notes.ts";
export { buildReplayPolicy } from "./replay-policy.ts";
export { patchThinking } from "./thinking.ts";
export { CHAT_ID_LIMITS } from "./tool-call-ids.ts";
export { conversationToolNames, wireToolChoice } from "./tool-names.ts";
export { type ReplayEntry, ToolTurns } from "./tool-turns.ts";
export { countUnanswered } from "./unanswered.ts";
