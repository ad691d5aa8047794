/** A chat: its request, the steps of its answer, its failures. */
export { conversationCacheKey } from "./conversation-cache-key.ts";
export { type AskedModel, explainFailure, isModelRefused } from "./explain-failure.ts";
export { eventKinds, withFreshToken } from "./fresh-token.ts";
export { judgeEnding } from "./judge-ending.ts";
export { type AddNotice, quotaNotice, type WatchTurn, withoutNotices } from "./quota-line.ts";
export type {
  AssistantMessage,
  AssistantMessageEvent,
  StreamContext,
  StreamFn,
  StreamOptions,
} from "./stream-types.ts";
