/** Facts of Kimi Code and of this plugin, and small helpers that know nothing else. */
export { type AgentScope, scopeOf } from "./agent-scope.ts";
export { authMethodFields } from "./auth-method.ts";
export { beforeAbort } from "./before-abort.ts";
export { builtOnce } from "./built-once.ts";
export {
  activateCommand,
  CHECK_SECRETS_COMMAND,
  CHOOSE_MODEL_COMMAND,
  COMPACT_COMMAND,
  GLOBAL_SIGN_IN_COMMAND,
  KEY_PAGE,
  LIST_MODELS_COMMAND,
  LIST_PROFILES_COMMAND,
  NEW_CHAT_COMMAND,
  REMOVE_BASE_URL_COMMAND,
  REMOVE_COMMAND,
  REMOVE_HEADERS_COMMAND,
  REMOVE_IDENTITY_COMMAND,
  removeCommand,
  SET_MODEL_COMMAND,
  SHOW_BASE_URL_COMMAND,
  SIGN_IN_COMMAND,
  SIGN_IN_COMMANDS,
  STATUS_COMMAND,
  STORE_KEY_COMMAND,
  unsetCommand,
} from "./commands.ts";
export {
  ANTHROPIC_DIALECT,
  DEFAULT_BASE_URL,
  endpointUrl,
  isServiceUrl,
  normalizeBaseUrl,
  OPENAI_DIALECT,
} from "./endpoint.ts";
export { environment } from "./environment.ts";
export {
  cutBetweenCharacters,
  FOREIGN_LIMITS,
  printedLine,
  printedText,
  withoutSecrets,
} from "./foreign-text.ts";
export {
  type HeaderRecord,
  IDENTITY_PATH,
  isOwnUserAgent,
  mergeHeaders,
  namesOpenClaw,
  noteHost,
  USER_AGENT,
  userAgentFor,
} from "./identity.ts";
export { isObject, type JsonObject, parseJson } from "./json.ts";
export { KNOWN_ROWS, knownRow, rowFields } from "./known-models.ts";
export { LATEST_DATE } from "./latest-date.ts";
export {
  API_KEY_CHOICE,
  CLI_COMMAND,
  CLIENT_CHOICE,
  DEFAULT_MODEL_REF,
  DEFAULT_ROW,
  isOwnProvider,
  KEY_ENV_VARS,
  KEY_ENV_VARS_TEXT,
  MEDIA_PRIORITIES,
  MODEL_ALIASES,
  PROVIDER_ALIASES,
  PROVIDER_ID,
  PROVIDER_IDS,
  PROVIDER_LABEL,
  SIGN_IN_CHOICES,
  WEB_FETCH_ID,
  WEB_SEARCH_ID,
  wireIdOf,
} from "./manifest.ts";
export { canonicalModelId, DEFAULT_WIRE_MODEL_ID, type ModelAliases } from "./model-id.ts";
export { isModality, type Modality, type RowFields } from "./model-row.ts";
export { MAX_REFUSAL_BYTES, readBody } from "./read-body.ts";
export { startTimeLimit } from "./time-limit.ts";
export { timerDelay } from "./timer-delay.ts";
export { unlessLate } from "./unless-late.ts";
export { type RegionId, regionOfBaseUrl, regionOfIssuer, REGIONS } from "./region.ts";
export { holdsModelRef, SECTIONS_WITHOUT_REFS } from "./model-places.ts";
