import type { ProfilePlace } from "../index.ts";

/**
 * What the requests of this process sign with, as far as the host had it prepared. It prepares a credential before
 * the first request that it sends with it, but does not say with a request which one it took.
 */
const logins = new Map<string, ProfilePlace>();
let usesOthers = false;

/** Notes that requests may be sent with this sign-in from now on. */
export function noteLogin(id: string, place: ProfilePlace): void {
  logins.set(id, place);
}

/** Notes that requests may be sent with a key, or with what another program signed in to. */
export function noteOther(): void {
  usesOthers = true;
}

/** The profile of the one sign-in that all requests of this process are sent with; `null` if there is no such one. */
export function soleLogin(): ProfilePlace | null {
  const [place, ...others] = logins.values();
  return usesOthers || others.length > 0 ? null : (place ?? null);
}
