/** Requests to a model in the service's form: replay, images, tools, thinking, limits. */
export { configuredOutputLimits } from "./configured-limits.ts";
export { NO_KNOWN_REASONING, readKnownReasoning, toolCallIds } from "./known-reasoning.ts";
export { withRoomForAnswer } from "./output-limit.ts";
export { patchPayload } from "./patch-payload.ts";
export { buildReplayPolicy } from "./replay-policy.ts";
export { countUnanswered } from "./unanswered.ts";
