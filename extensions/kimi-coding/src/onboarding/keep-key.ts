import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";
import type { buildApiKeyCredential } from "openclaw/plugin-sdk/provider-auth";
import { profileOrder, readAuthStore } from "../credentials/index.ts";
import { PROVIDER_ID } from "../kimi/index.ts";

/** A key as the host's store holds it. */
type KeyCredential = ReturnType<typeof buildApiKeyCredential>;

/** Where a key is kept in OpenClaw's auth profiles. */
export const KEY_PROFILE_ID = `${PROVIDER_ID}:default`;
/** The names that onboarding gives to a key: ours, and those of the wizard of 2026.9.6. */
const ONBOARDED = /^kimi:(?:default$|setup-)/u;

/**
 * Stores a key before the wizard of 2026.9.6 goes on, and returns the name of its profile; `null` if the host is to store
 * it.
 *
 * To each key that it is handed, that wizard gives a new name (`kimi:setup-…`). It ties the default model to that name
 * and leaves the key before it behind. A key that is stored here has the usual name. If it `isProven`, it takes the place
 * of the key in use, as long as onboarding stored that one, too.
 */
export async function keepKey(
  { config, opts, assertCurrent, agentDir }: ProviderAuthContext,
  credential: KeyCredential,
  isProven: boolean,
): Promise<string | null> {
  // Both come from that wizard only. Other commands keep the name, and tell the user of it.
  if (opts === undefined || assertCurrent === undefined || agentDir === undefined) return null;
  const [inUse] = await profileOrder(config, await readAuthStore(agentDir));
  if (inUse !== undefined && !(isProven && ONBOARDED.test(inUse))) return null;
  const profileId = inUse ?? KEY_PROFILE_ID;
  const { updateAuthProfileStoreWithLock } = await import("openclaw/plugin-sdk/provider-auth");
  assertCurrent();
  const written = await updateAuthProfileStoreWithLock({
    agentDir,
    sharedStoreWrite: true,
    profileId,
    updater: ({ profiles, usageStats }) => {
      profiles[profileId] = credential;
      // A pause is of the key that was there.
      delete usageStats?.[profileId];
      return true;
    },
  });
  return written === null ? null : profileId;
}
