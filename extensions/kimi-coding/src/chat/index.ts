/** A chat: its request, the steps of its answer, its failures. */
export { aliasStage, type ModelNames, withAdapterId } from "./alias.ts";
export { createStreamFn } from "./chat-transport.ts";
export { conversationCacheKey } from "./conversation-cache-key.ts";
export { type AskedModel, explanationStage, isModelRefused } from "./explain-failure.ts";
export { eventKinds, type FindSignIn, withFreshToken } from "./fresh-token.ts";
export { hasFallback } from "./fallback-signal.ts";
export { inlineImages } from "./images/index.ts";
export { endingStage } from "./judge-ending.ts";
export { markupStage } from "./markup-stage.ts";
export { withPatience } from "./patience.ts";
export { quotaStage, type WatchTurn, withoutNotices } from "./quota-line.ts";
export { withSignsOfLife } from "./signs-of-life-stage.ts";
export { answerEvents, type AnswerStage, answerSteps } from "./stages.ts";
export { toolNamesStage } from "./tool-names-stage.ts";
export type { AssistantMessage, StreamContext, StreamFn, StreamOptions } from "./stream-types.ts";
export { refuseUnspoken } from "./unspoken-model.ts";
export { withImages } from "./with-images.ts";
export { type AnswerStream, keepAnswer } from "./kept-answer.ts";
