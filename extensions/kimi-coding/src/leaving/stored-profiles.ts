import { readAuthStore } from "../credentials/index.ts";
import { PROVIDER_ID, PROVIDER_IDS } from "../kimi/index.ts";

/** The ids of our stored keys and sign-ins. Those of Kimi's own clients are not ours to remove, nor stored here. */
export async function storedProfiles(folders: readonly string[]): Promise<readonly string[]> {
  const stores = await Promise.all(folders.map((folder) => readAuthStore(folder)));
  const ids = stores.flatMap(({ profiles, runtimeExternalProfileIds = [] }) =>
    Object.entries(profiles)
      .filter(
        ([id, { provider }]) => PROVIDER_IDS.includes(provider) && !runtimeExternalProfileIds.includes(id),
      )
      .map(([id]) => id),
  );
  return [...new Set(ids)].toSorted();
}

/** Deletes profiles from the stores of all agents. Answers `false` if a store is kept locked by another program. */
export async function deleteProfiles(folders: readonly string[], ids: readonly string[]): Promise<boolean> {
  const auth = await import("openclaw/plugin-sdk/provider-auth");
  // 2026.9 and newer, which also have a store that agents share. Older hosts would delete all profiles with it.
  const deletesSome = Object.keys(auth).includes("resolveAuthProfileOrder");
  for (const agentDir of folders) {
    if (deletesSome) {
      const left = { provider: PROVIDER_ID, agentDir, profileIds: ids };
      if ((await auth.removeProviderAuthProfilesWithLock(left)) === null) return false;
      continue;
    }
    const written = await auth.updateAuthProfileStoreWithLock({
      agentDir,
      updater: (store) => {
        const found = ids.filter((id) => id in store.profiles);
        for (const id of found) delete store.profiles[id];
        // An empty order would keep a key that is stored later from being used.
        for (const [provider, order] of Object.entries(store.order ?? {})) {
          if (order.every((id) => ids.includes(id))) delete store.order?.[provider];
        }
        return found.length > 0;
      },
    });
    if (written === null) return false;
  }
  return true;
}
