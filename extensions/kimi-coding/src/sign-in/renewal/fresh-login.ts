import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { KimiError, SIGN_IN_UNWRITABLE } from "../../errors/index.ts";
import { type FoundLogin, type ProfilePlace, readLogin, type ReadResult } from "../index.ts";
import { renewStored } from "./renew-stored.ts";
import { withRenewalLock } from "./renewal-lock.ts";
import { RenewalState } from "./renewal-state.ts";
import { inHand, needsRenewal } from "./token-in-hand.ts";

const log = createSubsystemLogger("kimi/sign-in");

/** What this process remembers of each sign-in that needed a renewal, by its id; there are as many as sign-ins. */
const states = new Map<string, RenewalState>();

function stateOf(id: string): RenewalState {
  const state = states.get(id) ?? new RenewalState();
  states.set(id, state);
  return state;
}

/** How a renewal is asked for, and why. */
interface RenewalNeed {
  readonly userAgent: string;
  readonly rejectedToken?: string | undefined;
}

/**
 * The sign-in of a profile with an access token that need not be renewed yet, renewing it if need be: once, for any
 * number of callers in any number of processes. A second caller gets what the first one stored.
 *
 * `rejectedToken` is an access token that the service has just refused: if it still is the stored one, it is renewed
 * before its time. Where a renewal fails for a passing reason, the token in hand is returned as it is; it is good for
 * another half of its life.
 *
 * Throws a `KimiError`: `sign-in-ended` if there is no token in hand and only a new sign-in helps;
 * `sign-in-unavailable` if the rejected token could not be renewed now: the service has no time, or OpenClaw's folder
 * cannot be written.
 */
export async function freshLogin(
  place: ProfilePlace,
  { userAgent, rejectedToken }: RenewalNeed,
): Promise<ReadResult> {
  for (;;) {
    const stored = await readLogin(place);
    if (stored.kind !== "found") return stored;
    const { login } = stored;
    const state = stateOf(login.id);
    const { running } = state;
    if (running !== null) {
      const result = await running;
      if (result.kind !== "found" || !needsRenewal(result.login, rejectedToken)) return result;
      if (rejectedToken === undefined) return result;
      continue;
    }
    if (!needsRenewal(login, rejectedToken)) return stored;
    const isHopeless = state.hasEnded(login.refreshToken) || state.isPaused(Date.now());
    if (rejectedToken === undefined && isHopeless) return inHand(stored, state);
    return state.run(() => renewLocked(stored, state, { userAgent, rejectedToken }));
  }
}

async function renewLocked(
  stored: FoundLogin,
  state: RenewalState,
  { userAgent, rejectedToken }: RenewalNeed,
): Promise<ReadResult> {
  const { place, login } = stored;
  const locked = await withRenewalLock(login, (folder) =>
    renewStored({ place, state, folder, rejectedToken, userAgent }),
  ).catch((error: unknown) => {
    if (!isSystemError(error)) throw error;
    // Nothing was asked: what a renewal yields could not be kept.
    state.pause(Date.now());
    log.error(
      `The Kimi sign-in cannot be renewed: OpenClaw's state folder cannot be written (${error.code}).`,
    );
    if (login.accessToken === rejectedToken) throw new KimiError("sign-in-unavailable", SIGN_IN_UNWRITABLE);
    return { kind: "done", value: inHand(stored, state) } as const;
  });
  if (locked.kind === "done") return locked.value;
  log.warn("Another process is renewing the Kimi sign-in. This one continues with the old token.");
  return stored;
}

/** A file that cannot be made or written, in the words of the operating system. */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
