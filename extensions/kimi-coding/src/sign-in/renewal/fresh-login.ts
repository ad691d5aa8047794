import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";
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

const log = createSubsystemLogger("kimi/sign-in");

/** While the sign-in service has no time, the token in hand is used, and asked about no more often than this. */
const RETRY_AFTER_MS = 30_000;
/** How long past its renewal a token may still be good: twice what is known of half a life (450 s, 2026-08). */
const MAX_REST_MS = 900_000;
/**
 * Others wait for as long as one renewal can take. A lock whose process has died is taken over at once, whatever its
 * age: the host looks at the process that is written in it.
 */
const LOCK_OPTIONS = {
  retries: { retries: 240, factor: 1.1, minTimeout: 20, maxTimeout: 400, randomize: true },
  stale: 180_000,
} as const;

const flights = new Map<string, Promise<ReadResult>>();
/** Sign-ins whose renewal failed for a passing reason, and until when they are left alone. */
const waits = new Map<string, number>();
/** Refresh tokens that the service will not take again. */
const ended = new Set<string>();
/** Renewed sign-ins that could not be written yet, by id: the token before them is spent. */
const unsaved = new Map<string, { readonly previous: StoredLogin; readonly next: StoredLogin }>();

/**
 * The sign-in of a profile with an access token that need not be renewed yet, renewing it if need be: once, for any
 * number of callers in any number of processes. A second caller gets what the first one stored.
 *
 * `rejectedToken` is an access token that the service has just refused: if it still is the stored one, it is renewed
 * before its time. Where a renewal fails for a passing reason, the token in hand is returned as it is; it is good for
 * another half of its life.
 *
 * Throws a {@link KimiError}: `sign-in-ended` if there is no token in hand and only a new sign-in helps;
 * `sign-in-unavailable` if the rejected token could not be renewed now.
 */
export async function freshLogin(
  place: ProfilePlace,
  { rejectedToken }: { readonly rejectedToken?: string | undefined } = {},
): Promise<ReadResult> {
  for (;;) {
    const stored = await readLogin(place);
    if (stored.kind !== "found") return stored;
    const { id } = stored.login;
    const running = flights.get(id);
    if (running !== undefined) {
      const result = await running;
      if (result.kind !== "found" || !needsRenewal(result.login, rejectedToken)) return result;
      if (rejectedToken === undefined) return result;
      continue;
    }
    if (!needsRenewal(stored.login, rejectedToken)) return stored;
    if (rejectedToken === undefined && isWaiting(stored.login)) return inHand(stored);
    const flight = renewLocked(stored, rejectedToken).finally(() => flights.delete(id));
    flights.set(id, flight);
    return flight;
  }
}

function needsRenewal(login: StoredLogin, rejectedToken: string | undefined): boolean {
  return Date.now() >= login.dueAt || login.accessToken === rejectedToken;
}

function isWaiting({ id, refreshToken }: StoredLogin): boolean {
  return ended.has(refreshToken) || Date.now() < (waits.get(id) ?? 0);
}

/** The token in hand, for as long as it can be good. */
function inHand(stored: FoundLogin): FoundLogin {
  const { refreshToken, dueAt } = stored.login;
  if (ended.has(refreshToken) && Date.now() > dueAt + MAX_REST_MS) throw signInEnded();
  return stored;
}

async function renewLocked(stored: FoundLogin, rejectedToken: string | undefined): Promise<ReadResult> {
  const lock = await lockPath(stored.login);
  const renew = () => renewStored(stored.place, rejectedToken, dirname(lock));
  // Loaded when it is needed: a subpath of many parts, of which this is one.
  const { withFileLock, FILE_LOCK_TIMEOUT_ERROR_CODE } = await import("openclaw/plugin-sdk/infra-runtime");
  try {
    return await withFileLock(lock, LOCK_OPTIONS, renew);
  } catch (error) {
    const isBusy = error instanceof Error && "code" in error && error.code === FILE_LOCK_TIMEOUT_ERROR_CODE;
    if (!isBusy) throw error;
    log.warn("another process holds the renewal of the Kimi sign-in; going on with the token in hand");
    return stored;
  }
}

/** One file per sign-in and machine, with nothing of the sign-in in its name. */
async function lockPath({ id, issuer }: StoredLogin): Promise<string> {
  const folder = join(resolveStateDir(), "locks", "kimi");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(`${issuer}\n${id}`).digest("hex").slice(0, 32);
  return join(folder, name);
}

async function renewStored(
  place: ProfilePlace,
  rejectedToken: string | undefined,
  folder: string,
): Promise<ReadResult> {
  const stored = await readLogin(place);
  if (stored.kind !== "found") return stored;
  const login = await saveLate(stored);
  const current: FoundLogin = { kind: "found", place: stored.place, login };
  if (!needsRenewal(login, rejectedToken)) return current;
  // A store that cannot be written must not cost the token. It also loads what writing takes: with it, the new token
  // is stored a millisecond after it came, and else half a second (2026.9.6).
  const written = await replaceLogin(stored.place, login, login);
  if (written.kind === "absent") return written;
  const outcome = written.kind === "stored" ? await renew(stored.place, login, folder) : UNAVAILABLE;
  switch (outcome.kind) {
    case "renewed": {
      const { result, isLeft } = outcome;
      // What was left behind may have been due itself since.
      const isDue = isLeft && result.kind === "found" && needsRenewal(result.login, rejectedToken);
      return isDue ? renewStored(place, rejectedToken, folder) : result;
    }
    case "ended": {
      // Somebody who knows nothing of our lock may have been faster.
      const now = await readLogin(place);
      if (now.kind === "found" && now.login.refreshToken !== login.refreshToken) return now;
      ended.add(login.refreshToken);
      log.warn(SIGN_IN_ENDED);
      if (login.accessToken === rejectedToken) throw signInEnded();
      return inHand(current);
    }
    case "unavailable":
      waits.set(login.id, Date.now() + RETRY_AFTER_MS);
      log.warn(SIGN_IN_UNAVAILABLE);
      if (login.accessToken === rejectedToken) throw signInUnavailable();
      return inHand(current);
    default:
      return outcome satisfies never;
  }
}

/** Writes what an earlier renewal of this process could not; returns the sign-in as it is now. */
async function saveLate({ place, login }: FoundLogin): Promise<StoredLogin> {
  const late = unsaved.get(login.id);
  if (late === undefined) return login;
  if (late.previous.refreshToken !== login.refreshToken) {
    unsaved.delete(login.id);
    return login;
  }
  const saved = await save(place, late.previous, late.next);
  return saved.kind === "found" ? saved.login : login;
}

async function save(place: ProfilePlace, previous: StoredLogin, next: StoredLogin): Promise<ReadResult> {
  const written = await replaceLogin(place, previous, next);
  switch (written.kind) {
    case "stored":
      unsaved.delete(next.id);
      return { kind: "found", place, login: written.login };
    case "absent":
      return written;
    case "unwritable":
      unsaved.set(next.id, { previous, next });
      log.error("the renewed Kimi sign-in could not be stored yet; it is kept in memory and tried again");
      return { kind: "found", place, login: next };
    default:
      return written satisfies never;
  }
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

const UNAVAILABLE: Outcome = { kind: "unavailable" };

/** Renews at the service and stores what it gave; else says why there is nothing to store. */
async function renew(place: ProfilePlace, login: StoredLogin, folder: string): Promise<Outcome> {
  if (ended.has(login.refreshToken)) return { kind: "ended" };
  const { result, isLeft, settle } = await exchangeOnce(folder, login);
  if (result.kind === "tokens") {
    const next = loginFromTokens(login, result.tokens, result.askedAt);
    const saved = await save(place, login, next);
    if (!unsaved.has(login.id)) await settle();
    return { kind: "renewed", result: saved, isLeft };
  }
  await settle();
  return result.kind === "ended" ? result : UNAVAILABLE;
}

function signInEnded(): KimiError {
  return new KimiError("sign-in-ended", SIGN_IN_ENDED);
}

function signInUnavailable(): KimiError {
  return new KimiError("sign-in-unavailable", SIGN_IN_UNAVAILABLE);
}
