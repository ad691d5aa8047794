/** Which credential is used: the candidates in their order, then what each one is. */
export { askService, inTime } from "./ask-service.ts";

export { buildAuthDoctorHint } from "./doctor-hint.ts";
export {
  type CredentialStatus,
  findCredential,
  findCredentials,
  type FoundCredential,
} from "./find-credentials.ts";
export {
  type Account,
  agentFolders,
  type ModelAuth,
  namedAuth,
  profileOrder,
  readAuthStore,
} from "./host-auth.ts";
export { refuseMisplaced } from "./key-guard.ts";
export { describeMissingKey } from "./missing-key.ts";
export type { Problem } from "./problem.ts";
export { restOf, type RestStatus, waitingReplacements } from "./profile-state.ts";
export { signedIn } from "./signed-in.ts";
