import type { updateAuthProfileStoreWithLock } from "openclaw/plugin-sdk/provider-auth";
import { PROVIDER_IDS } from "../kimi/index.ts";
import { fromFields, toFields, type StoredLogin } from "./stored-login.ts";

type UpdateParams = Parameters<typeof updateAuthProfileStoreWithLock>[0];
type Profiles = Parameters<UpdateParams["updater"]>[0]["profiles"];

/** Where OpenClaw keeps an auth profile. */
export interface ProfilePlace {
  /** The agent whose own store it is; `undefined` is the store that all agents share. */
  readonly agentDir: string | undefined;
  readonly profileId: string;
}

/** A sign-in and the store that it is in. */
export interface FoundLogin {
  readonly kind: "found";
  readonly place: ProfilePlace;
  readonly login: StoredLogin;
}

/** What reading a profile yields. */
export type ReadResult =
  | FoundLogin
  /** The profile is gone, or is not a sign-in of ours. */
  | { readonly kind: "absent" }
  /** The store could not be read. */
  | { readonly kind: "unreadable" };

/** What writing a profile yields. */
export type ReplaceResult =
  /** What is stored afterwards. */
  | { readonly kind: "stored"; readonly login: StoredLogin }
  /** The profile is gone, or is not a sign-in of ours any more. */
  | { readonly kind: "absent" }
  /** Nothing could be written. */
  | { readonly kind: "unwritable" };

/**
 * Reads a profile from disk, whichever process wrote it last: from the agent's own store if it is there, else from
 * the shared one.
 */
export async function readLogin(place: ProfilePlace): Promise<ReadResult> {
  for (const agentDir of place.agentDir === undefined ? [undefined] : [place.agentDir, undefined]) {
    const owner = { ...place, agentDir };
    let found: Profiles[string] | undefined;
    const wasRead = await withProfiles(owner, (profiles) => {
      found = profiles[place.profileId];
      return false;
    });
    if (!wasRead) return { kind: "unreadable" };
    if (found === undefined) continue;
    const login = PROVIDER_IDS.includes(found.provider) ? fromFields(found) : null;
    return login === null ? { kind: "absent" } : { kind: "found", place: owner, login };
  }
  return { kind: "absent" };
}

/**
 * Puts `next` in the place of `previous`, in one transaction of the host's store.
 *
 * A profile that is no longer `previous` (a new sign-in, say) stays as it is.
 */
export async function replaceLogin(
  place: ProfilePlace,
  previous: StoredLogin,
  next: StoredLogin,
): Promise<ReplaceResult> {
  const after: { login?: StoredLogin | null } = {};
  const wasWritten = await withProfiles(place, (profiles) => {
    const credential = profiles[place.profileId];
    after.login = fromFields(credential);
    if (credential?.type !== "oauth" || after.login?.refreshToken !== previous.refreshToken) return false;
    profiles[place.profileId] = { ...credential, ...toFields(next) };
    after.login = next;
    return true;
  });
  if (!wasWritten) return { kind: "unwritable" };
  const { login = null } = after;
  return login === null ? { kind: "absent" } : { kind: "stored", login };
}

/** Another process may hold the store for a moment: the host then gives up after a while, and so do we, later. */
const ATTEMPTS = 5;

async function withProfiles(
  { agentDir, profileId }: ProfilePlace,
  update: (profiles: Profiles) => boolean,
): Promise<boolean> {
  const { updateAuthProfileStoreWithLock } = await import("openclaw/plugin-sdk/provider-auth");
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const store = await updateAuthProfileStoreWithLock({
      ...(agentDir === undefined ? { sharedStoreWrite: true } : { agentDir }),
      profileId,
      updater: ({ profiles }) => update(profiles),
    });
    if (store !== null) return true;
  }
  return false;
}
