import { KimiError, SIGN_IN_ENDED } from "../../errors/index.ts";
import type { FoundLogin, StoredLogin } from "../index.ts";
import type { RenewalState } from "./renewal-state.ts";

/** How long past its renewal a token may still be good: twice what is known of half a life (450 s, 2026-08). */
const MAX_REST_MS = 900_000;

/** Whether a sign-in is due, or its access token is the one that the service has just refused. */
export function needsRenewal(login: StoredLogin, rejectedToken: string | undefined): boolean {
  return Date.now() >= login.dueAt || login.accessToken === rejectedToken;
}

/** The token in hand of a sign-in that cannot be renewed now, for as long as it can be good. Else throws. */
export function inHand(stored: FoundLogin, state: RenewalState): FoundLogin {
  const { refreshToken, dueAt } = stored.login;
  if (state.hasEnded(refreshToken) && Date.now() > dueAt + MAX_REST_MS) throw signInEnded();
  return stored;
}

/** That only a new sign-in helps. */
export function signInEnded(): KimiError {
  return new KimiError("sign-in-ended", SIGN_IN_ENDED);
}
