import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import {
  coerceSecretRef,
  resolveConfiguredSecretInputString,
} from "openclaw/plugin-sdk/secret-input-runtime";
import { askHost, type Account, type Auth } from "./host-auth.ts";
import { PROVIDER_ID, PROVIDER_IDS } from "./manifest.ts";

/** Why a key cannot be read from where it is kept, for the user. */
interface Unread {
  readonly problem: string;
}

/**
 * The credential that a chat would be sent with instead of `found`, which the host itself takes, as keys are kept
 * elsewhere; if none can be read, why the first one cannot; `null` where the host's answer stands.
 *
 * A gateway reads such keys when it starts, and its chats try one profile after the other. A command of a plugin is
 * run without that: the host then has no answer, or passes the profile over (2026.9.6).
 */
export async function walkProfiles(account: Account, found: Auth | null): Promise<Auth | Unread | null> {
  const { config, agentDir } = account;
  const store = ensureAuthProfileStore(agentDir);
  const ours = Object.values(store.profiles).filter(({ provider }) => PROVIDER_IDS.includes(provider));
  if (ours.every((profile) => referenceOf(profile) === null)) return null;
  // Loaded when it is needed: a subpath of many parts, of which this is one.
  const { resolveAuthProfileOrder } = await import("openclaw/plugin-sdk/agent-runtime");
  const order = resolveAuthProfileOrder({ cfg: config, store, provider: PROVIDER_ID });
  // A profile that the host has from elsewhere stands in no order, and goes before.
  const end = found?.profileId === undefined ? order.length : order.indexOf(found.profileId);
  let unread: Unread | null = null;
  for (const profileId of order.slice(0, Math.max(0, end))) {
    const profile = store.profiles[profileId];
    const reference = profile === undefined ? null : referenceOf(profile);
    if (reference !== null) {
      const read = await readReference(config, reference, `profile:${profileId}`);
      if (!("problem" in read)) return { ...read, profileId };
      unread ??= read;
    } else if (found === null) {
      const auth = await askHost(account, { profileId, lockedProfile: true });
      if (auth !== null) return auth;
    }
  }
  // Behind all profiles: a variable.
  const behind = found ?? (await askHost(account, { store: { ...store, profiles: {} } }));
  return behind ?? unread;
}

/** The key of the config, where that only says where the key is kept; `null` for any other. */
export async function findConfigReference(config: OpenClawConfig): Promise<Auth | Unread | null> {
  for (const id of PROVIDER_IDS) {
    const path = `models.providers.${id}.apiKey`;
    const reference = coerceSecretRef(config.models?.providers?.[id]?.apiKey);
    if (reference !== null) return readReference(config, reference, path);
  }
  return null;
}

type Reference = NonNullable<ReturnType<typeof coerceSecretRef>>;
type Profile = ReturnType<typeof ensureAuthProfileStore>["profiles"][string];

function referenceOf(profile: Profile): Reference | null {
  if (profile.type === "api_key") return coerceSecretRef(profile.keyRef ?? profile.key);
  return profile.type === "token" ? coerceSecretRef(profile.tokenRef) : null;
}

async function readReference(
  config: OpenClawConfig,
  reference: Reference,
  place: string,
): Promise<Auth | Unread> {
  const { source, provider, id } = reference;
  const kept = `${source}:${provider}:${id}`;
  const key = await readSecret(config, reference, place);
  if (key !== "") return { apiKey: key, source: `${place} (kept in ${kept})`, mode: "api-key" };
  return {
    problem: `The key of ${place} is kept in ${kept}, and cannot be read from there. See why:\nopenclaw secrets audit --check`,
  };
}

/** Empty where it cannot be read; the host sets the time that this may take. */
async function readSecret(config: OpenClawConfig, value: Reference, path: string): Promise<string> {
  try {
    const read = await resolveConfiguredSecretInputString({ config, env: process.env, value, path });
    return read.value?.trim() ?? "";
  } catch {
    return "";
  }
}
