/** Requests of our own to the service: where they go, what they carry, what a refusal of them says. */
export { usageProbe } from "./account-requests.ts";
export {
  bareKey,
  type KeyDestination,
  keyShape,
  type KeyShape,
  keyShapeWarning,
  type ParsedKey,
  parsePastedKey,
  pastedKeyFlaw,
  sendingFlaw,
} from "./api-key.ts";
export { askTarget, type ServiceAsk } from "./ask-target.ts";
export { redirectText, shownUrl, webPageText } from "./base-url.ts";
export { isOpenPlatformUrl, isSubscriptionSecret, misplacedText } from "./credential-place.ts";
export { type Attempt, send, type SendOptions, tryChat, tryListing } from "./probe.ts";
export { refuseRedirect } from "./redirect-guard.ts";
export type { ServiceReply } from "./service-request.ts";
export type { Credential, ServiceTarget } from "./service-target.ts";
