/** Signing in: device code, stored sign-ins, and those of Kimi's own clients. */
export { afterPoll, type PollFailure, startPolling } from "./device-poll.ts";
export {
  clientProblems,
  createClientMethod,
  readClientToken,
  resolveExternalAuthProfiles,
} from "./kimi-clients.ts";
export {
  type PlacedLogin,
  type ProfilePlace,
  readLogin,
  type ReadResult,
  replaceLogin,
} from "./login-store.ts";
export type { DeviceAuthorization, Tokens } from "./oauth-answer.ts";
export { authorizeDevice, pollDevice, renewTokens, REQUEST_TIMEOUT_MS } from "./oauth-requests.ts";
export { baseUrlFor, issuerFor } from "./sign-in-endpoint.ts";
export { loginFromTokens, type StoredLogin, toFields, UNUSED_LIFETIME_MS } from "./stored-login.ts";
