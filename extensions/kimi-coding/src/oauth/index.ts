/** OAuth as Kimi's sign-in service speaks it: requests, answers, polling, issuers (RFC 6749, RFC 8628). */
export { afterPoll, type PollFailure, startPolling } from "./device-poll.ts";
export { isSecureUrl, parseIssuer, resolveIssuer } from "./issuer.ts";
export type { DeviceAuthorization, Tokens } from "./oauth-answer.ts";
export { tokenLifetimeMs } from "./oauth-times.ts";
export {
  authorizeDevice,
  exchangeRefreshToken,
  type OAuthPlace,
  pollDevice,
  REQUEST_TIMEOUT_MS,
} from "./oauth-requests.ts";
