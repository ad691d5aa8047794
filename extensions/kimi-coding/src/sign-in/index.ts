/** Signing in: the pair of hosts, stored sign-ins, and those of Kimi's own clients. */
export { createSignInMethods } from "./device-sign-in.ts";
export {
  clientProblems,
  createClientMethod,
  readClientToken,
  resolveExternalAuthProfiles,
} from "./kimi-clients.ts";
export {
  type FoundLogin,
  type ProfilePlace,
  readLogin,
  type ReadResult,
  replaceLogin,
} from "./login-store.ts";
export { baseUrlFor, issuerFor } from "./sign-in-endpoint.ts";
export { loginFromTokens, type StoredLogin, UNUSED_LIFETIME_MS } from "./stored-login.ts";
