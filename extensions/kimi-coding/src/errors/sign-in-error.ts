import { KEY_PAGE, SIGN_IN_COMMANDS } from "../kimi/index.ts";

/** What the user reads when only a new sign-in helps. */
export const SIGN_IN_ENDED = `Your Kimi sign-in is no longer valid: it was revoked, or its last renewal did not complete. Sign in again:\n${SIGN_IN_COMMANDS}`;

/** What the user reads when the access token is refused and the service that renews it has no time. */
export const SIGN_IN_UNAVAILABLE =
  "Kimi's sign-in service did not renew your sign-in just now. Your sign-in is still valid. Check the network, and try again in a minute.";

/** What the user reads when the access token is refused and OpenClaw's folder takes nothing: a token is renewed once. */
export const SIGN_IN_UNWRITABLE =
  "OpenClaw cannot write to its state folder, so your Kimi sign-in could not be renewed. The folder is read-only, or the disk is full. Your sign-in is still valid. Free some disk space, or make the folder writable. Then send the message again.";

/** What the user reads when the service refuses a token that was renewed just before. */
export const SIGN_IN_REFUSED = `Kimi Code did not accept your Kimi sign-in, although it was renewed just now. Check at ${KEY_PAGE} that your plan is active, or sign in with another account:\n${SIGN_IN_COMMANDS}`;

const TEXTS = [SIGN_IN_ENDED, SIGN_IN_UNAVAILABLE, SIGN_IN_UNWRITABLE, SIGN_IN_REFUSED] as const;

/**
 * The one of these texts that a host's error text holds, whatever the host put around it; `null` if none is. A host may
 * join lines, so the first one decides.
 */
export function signInErrorIn(text: string): (typeof TEXTS)[number] | null {
  return TEXTS.find((known) => text.includes(firstLine(known))) ?? null;
}

function firstLine(text: string): string {
  return text.split("\n", 1).join("");
}
