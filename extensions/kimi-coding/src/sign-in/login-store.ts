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
export interface PlacedLogin {
  readonly place: ProfilePlace;
  readonly login: StoredLogin;
}

/** The sign-in is there, the profile is none or is gone, or the store could not be read. */
export type ReadResult = PlacedLogin | "absent" | "unreadable";

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
    if (!wasRead) return "unreadable";
    if (found === undefined) continue;
    const login = PROVIDER_IDS.includes(found.provider) ? fromFields(found) : null;
    return login === null ? "absent" : { place: owner, login };
  }
  return "absent";
}

/**
 * Puts `next` in the place of `previous`, in one transaction of the host's store.
 *
 * Returns what is stored afterwards: a profile that is no longer `previous` (a new sign-in, say) stays as it is.
 * `"unreadable"` if nothing could be written.
 */
export async function replaceLogin(
  place: ProfilePlace,
  previous: StoredLogin,
  next: StoredLogin,
): Promise<StoredLogin | "absent" | "unreadable"> {
  const after: { login?: StoredLogin | null } = {};
  const wasWritten = await withProfiles(place, (profiles) => {
    const credential = profiles[place.profileId];
    after.login = fromFields(credential);
    if (credential?.type !== "oauth" || after.login?.refreshToken !== previous.refreshToken) return false;
    profiles[place.profileId] = { ...credential, ...toFields(next) };
    after.login = next;
    return true;
  });
  if (!wasWritten) return "unreadable";
  return after.login ?? "absent";
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
