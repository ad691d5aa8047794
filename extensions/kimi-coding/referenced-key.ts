import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import {
  coerceSecretRef,
  resolveConfiguredSecretInputString,
} from "openclaw/plugin-sdk/secret-input-runtime";
import { PROVIDER_ID, PROVIDER_IDS } from "./manifest.ts";

/** A key that the user keeps elsewhere, as OpenClaw reads it from there; or why it cannot be read, for the user. */
export type ReferencedKey =
  | { readonly key: string; readonly source: string; readonly profileId: string | undefined }
  | { readonly problem: string };

/**
 * The key of the profile that a chat would take, where that profile only says where the key is kept. `null` for any
 * other profile.
 *
 * A gateway reads such keys when it starts; a command of a plugin is run without that, and the host then says that
 * there is no key (2026.9.6).
 */
export async function findProfileReference(config: OpenClawConfig): Promise<ReferencedKey | null> {
  const store = ensureAuthProfileStore();
  const ours = Object.values(store.profiles).filter(({ provider }) => PROVIDER_IDS.includes(provider));
  if (ours.every((profile) => referenceOf(profile) === null)) return null;
  // Loaded when it is needed: a subpath of many parts, of which this is one.
  const { resolveAuthProfileOrder } = await import("openclaw/plugin-sdk/agent-runtime");
  const [profileId] = resolveAuthProfileOrder({ cfg: config, store, provider: PROVIDER_ID });
  const profile = profileId === undefined ? undefined : store.profiles[profileId];
  const reference = profile === undefined ? null : referenceOf(profile);
  if (profileId === undefined || reference === null) return null;
  return readReference(config, reference, `profile:${profileId}`, profileId);
}

/** The key of the config, where that only says where the key is kept; `null` for any other. */
export async function findConfigReference(config: OpenClawConfig): Promise<ReferencedKey | null> {
  for (const id of PROVIDER_IDS) {
    const path = `models.providers.${id}.apiKey`;
    const reference = coerceSecretRef(config.models?.providers?.[id]?.apiKey);
    if (reference !== null) return readReference(config, reference, path, undefined);
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
  profileId: string | undefined,
): Promise<ReferencedKey> {
  const { value } = await resolveConfiguredSecretInputString({
    config,
    env: process.env,
    value: reference,
    path: place,
  });
  const { source, provider, id } = reference;
  const kept = `${source}:${provider}:${id}`;
  const key = value?.trim() ?? "";
  if (key !== "") return { key, source: `${place} (kept in ${kept})`, profileId };
  return {
    problem: `The key of ${place} is kept in ${kept}, and cannot be read from there. See why: openclaw secrets audit --check`,
  };
}
