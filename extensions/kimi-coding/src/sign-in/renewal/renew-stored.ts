import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { KimiError, SIGN_IN_ENDED, SIGN_IN_UNAVAILABLE } from "../../errors/index.ts";
import {
  type FoundLogin,
  loginFromTokens,
  type ProfilePlace,
  readLogin,
  type ReadResult,
  replaceLogin,
  type StoredLogin,
} from "../index.ts";
import { exchangeOnce } from "./exchange-once.ts";
import type { RenewalState } from "./renewal-state.ts";
import { inHand, needsRenewal, signInEnded } from "./token-in-hand.ts";

const log = createSubsystemLogger("kimi/sign-in");

/** Where a renewal happens, and what it is to replace. */
interface Renewal {
  readonly place: ProfilePlace;
  readonly state: RenewalState;
  /** The folder of the exchange files. */
  readonly folder: string;
  /** See {@link needsRenewal}. */
  readonly rejectedToken: string | undefined;
  readonly userAgent: string;
}

/** How one renewal ended. */
type Outcome =
  | {
      readonly kind: "renewed";
      readonly result: ReadResult;
      /** Whether it is the work of a process that has died, and may be old. */
      readonly isLeft: boolean;
    }
  /** The service does not accept the refresh token any more. */
  | { readonly kind: "ended" }
  /** Nothing was decided: worth another try later. */
  | { readonly kind: "unavailable" };

/**
 * Renews the sign-in that is stored now, if it still needs that, and stores what came of it. The caller holds the lock
 * of the sign-in.
 *
 * Throws a {@link KimiError}: `sign-in-ended` if there is no token in hand and only a new sign-in helps;
 * `sign-in-unavailable` if the rejected token could not be renewed now.
 */
export async function renewStored(renewal: Renewal): Promise<ReadResult> {
  const { place, state, rejectedToken } = renewal;
  const stored = await readLogin(place);
  if (stored.kind !== "found") return stored;
  const login = await saveLate(stored, state);
  const current: FoundLogin = { ...stored, login };
  if (!needsRenewal(login, rejectedToken)) return current;
  // A store that cannot be written must not cost the token. It also loads what writing takes: with it, the new token
  // is stored a millisecond after it came, and else half a second (2026.9.6).
  const written = await replaceLogin(stored.place, login, login);
  if (written.kind === "absent") return written;
  const outcome: Outcome =
    written.kind === "stored" ? await renew(renewal, current) : { kind: "unavailable" };
  switch (outcome.kind) {
    case "renewed": {
      const { result, isLeft } = outcome;
      // What was left behind may have been due itself since.
      const isDue = isLeft && result.kind === "found" && needsRenewal(result.login, rejectedToken);
      return isDue ? renewStored(renewal) : result;
    }
    case "ended": {
      // Somebody who knows nothing of our lock may have been faster.
      const now = await readLogin(place);
      if (now.kind === "found" && now.login.refreshToken !== login.refreshToken) return now;
      state.end(login.refreshToken);
      log.warn(SIGN_IN_ENDED);
      if (login.accessToken === rejectedToken) throw signInEnded();
      return inHand(current, state);
    }
    case "unavailable":
      state.pause(Date.now());
      log.warn(SIGN_IN_UNAVAILABLE);
      if (login.accessToken === rejectedToken) {
        throw new KimiError("sign-in-unavailable", SIGN_IN_UNAVAILABLE);
      }
      return inHand(current, state);
    default:
      return outcome satisfies never;
  }
}

/** Renews at the service and stores what it gave; else says why there is nothing to store. */
async function renew({ state, folder, userAgent }: Renewal, { place, login }: FoundLogin): Promise<Outcome> {
  if (state.hasEnded(login.refreshToken)) return { kind: "ended" };
  const { result, isLeft, settle } = await exchangeOnce(folder, { ...login, userAgent });
  if (result.kind === "tokens") {
    // What was left in a file may be of a clock that ran ahead.
    const next = loginFromTokens(login, result.tokens, Math.min(result.askedAt, Date.now()));
    const saved = await save(place, state, login, next);
    // Until then the next process finds it in the exchange files.
    if (!state.hasUnsaved) await settle();
    return { kind: "renewed", result: saved, isLeft };
  }
  await settle();
  return result.kind === "ended" ? result : { kind: "unavailable" };
}

/** Writes what an earlier renewal of this process could not; returns the sign-in as it is now. */
async function saveLate({ place, login }: FoundLogin, state: RenewalState): Promise<StoredLogin> {
  const late = state.unsavedAfter(login);
  if (late === null) return login;
  const saved = await save(place, state, login, late);
  return saved.kind === "found" ? saved.login : login;
}

async function save(
  place: ProfilePlace,
  state: RenewalState,
  previous: StoredLogin,
  next: StoredLogin,
): Promise<ReadResult> {
  const written = await replaceLogin(place, previous, next);
  switch (written.kind) {
    case "stored":
      state.forget();
      return { kind: "found", place, login: written.login };
    case "absent":
      return written;
    case "unwritable":
      state.keep(previous, next);
      log.error("The renewed Kimi sign-in cannot be stored yet. It stays in memory, and is stored later.");
      return { kind: "found", place, login: next };
    default:
      return written satisfies never;
  }
}
