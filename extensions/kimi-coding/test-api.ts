/**
 * What tests outside this package use of its inside. It is source, for this repository alone: what ships does not hold
 * it, and only the condition `kimi-source` finds it.
 */
import "./test-support/fixed-seed.ts";

export { createMediaUnderstandingProvider } from "./media-understanding-provider.ts";
export type { buildProviderConfig } from "./provider-catalog.ts";
export { findCredential } from "./src/credentials/find-credentials.ts";
export {
  ANTHROPIC_DIALECT,
  isObject,
  type JsonObject,
  KNOWN_ROWS,
  OPENAI_DIALECT,
  wireIdOf,
} from "./src/kimi/index.ts";
export { withFileLock } from "./src/host/index.ts";
export { Reader } from "./src/markup/source-test-support.ts";
export { thinkingKind } from "./src/models/thinking-kind.ts";
export { knownModels, parseModelList, rememberModels } from "./src/models/index.ts";
export { REQUEST_TIMEOUT_MS } from "./src/oauth/oauth-requests.ts";
export { takeNotice } from "./src/quota/notice-ledger.ts";
export { knownReasoning, messagesMessages } from "./src/request/arbitraries.ts";
export { wholeConversations } from "./src/request/chat-body/arbitraries.ts";
export { buildChatBody } from "./src/request/chat-body/index.ts";
export { patchRequest, REPLAY_NOTES } from "./src/request/index.ts";
export type { RunCommand } from "./src/sign-in/renewal/command-runner.ts";
export { openExchangeFiles, sweepExchangeFiles } from "./src/sign-in/renewal/exchange-files.ts";
export type { ExchangeResult } from "./src/sign-in/renewal/exchange-result.ts";
export { type ExchangeRequest, exchangeToken } from "./src/sign-in/renewal/exchange-token.ts";
export { fromFields, loginFromTokens, type StoredLogin, toFields } from "./src/sign-in/stored-login.ts";
export { collectStatus } from "./src/status/collect-status.ts";
export { printedReport } from "./src/status/printed-report.ts";
export { renderStatus } from "./src/status/status-report.ts";
export { likelyValues, toolSchemas } from "./src/tool-schema/arbitraries.ts";
export { normalizeToolSchema } from "./src/tool-schema/index.ts";
export { OLD_SETUPS } from "./test-support/old-setups.ts";
export { FUZZ_EDGES, type FuzzEdge } from "./test-support/fuzz-edges.ts";
export { wireToolName } from "./src/tool-schema/tool-names.ts";
export {
  assistantMessage,
  bareModel,
  catalogContext,
  configWith,
  dynamicContext,
  type HostKind,
  only,
  present,
  registerPlugin,
  type Registration,
  resolvedContext,
  type StreamContext,
  type StreamMessage,
  streamModel,
} from "./test-support/registration.ts";
export { collect } from "./test-support/values.ts";
export { createTurnWatch, createUsageHooks, readAccountUsage } from "./usage.ts";
export { createWebFetchProvider } from "./web-fetch-provider.ts";
export { createWebSearchProvider } from "./web-search-provider.ts";
