/** A refusal of the service, or a failure of ours: from the sentence to a code to a text for the user. */
export { withoutErrorDetails } from "./error-details.ts";
export type { SentRequest } from "./bad-request-text.ts";
export { explain, explainedCode, explainedTopic, explainToHost, type Topic, topicOf } from "./explanation.ts";
export { KimiError, type KimiErrorCode } from "./kimi-error.ts";
export { OWN_TEXT } from "./own-text.ts";
export { SERVICE_ERRORS, type ServiceErrorCode } from "./service-error-table.ts";
export { classifyServiceError, refusesCredential } from "./service-error.ts";
export {
  SIGN_IN_ENDED,
  SIGN_IN_REFUSED,
  SIGN_IN_UNAVAILABLE,
  SIGN_IN_UNWRITABLE,
  signInErrorIn,
} from "./sign-in-error.ts";
export { brokenConnection, systemCode } from "./system-code.ts";
export { durationText } from "./try-again.ts";
export { isUnsent } from "./unsent.ts";
