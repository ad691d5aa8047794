import { coerceSecretRef } from "openclaw/plugin-sdk/secret-input";
import { type AgentScope, PROVIDER_IDS } from "../kimi/index.ts";
import {
  askHost,
  profileOrder,
  readAuthStore,
  type Account,
  type Auth,
  type AuthStore,
} from "./host-auth.ts";

/** Why there is no credential, or why one is of no use, for the user. */
export interface Problem {
  readonly kind: "problem";
  readonly text: string;
}

/** A credential of the host's, or why a place that is to hold one yields none. */
export type Candidate = { readonly kind: "auth"; readonly auth: Auth } | Problem;

/**
 * What a chat would be tried with, one after the other until the service takes one: the profiles in their order, then a
 * variable, then the config. Later ones are looked for only when they are asked for.
 *
 * The host names the first that it has. But a gateway reads keys that are kept elsewhere when it starts, and a command
 * of a plugin is run without that: the host then has no answer, or passes such profiles over (2026.9.6).
 */
export async function* credentialsInOrder(account: Account): AsyncGenerator<Candidate, void> {
  const { agentDir } = account;
  const found = await askHost(account);
  const store = await readAuthStore(agentDir);
  const ours = Object.values(store.profiles).filter(({ provider }) => PROVIDER_IDS.includes(provider));
  const isFirst = ours.every((profile) => referenceOf(profile) === null);
  if (found !== null && isFirst) yield candidate(found);
  const order = ours.length === 0 ? [] : await profileOrder(account.config, store);
  // A profile that the host has from elsewhere stands in no order, and goes before; a variable goes behind all.
  const place = found?.profileId === undefined ? order.length : order.indexOf(found.profileId);
  if (found !== null && !isFirst && place < 0) yield candidate(found);
  for (const [index, profileId] of order.entries()) {
    const profile = store.profiles[profileId];
    const reference = profile === undefined ? null : referenceOf(profile);
    if (index === place) {
      if (found !== null && !isFirst) yield candidate(found);
    } else if (reference !== null) {
      yield await readReference(account, reference, `profile:${profileId}`, profileId);
    } else if (found === null || index > place) {
      const auth = await askHost(account, { profileId, lockedProfile: true });
      if (auth !== null) yield candidate(auth);
    }
  }
  if (found !== null && found.profileId === undefined) {
    if (!isFirst) yield candidate(found);
  } else if (ours.length > 0) {
    const behind = await askHost(account, { store: { ...store, profiles: {} } });
    if (behind !== null) yield candidate(behind);
  }
  const stated = await findConfigReference(account);
  if (stated !== null) yield stated;
}

function candidate(auth: Auth): Candidate {
  return { kind: "auth", auth };
}

/** The key of the config, where that only says where the key is kept; `null` for any other. */
async function findConfigReference(scope: AgentScope): Promise<Candidate | null> {
  for (const id of PROVIDER_IDS) {
    const path = `models.providers.${id}.apiKey`;
    const reference = coerceSecretRef(scope.config.models?.providers?.[id]?.apiKey);
    if (reference !== null) return readReference(scope, reference, path);
  }
  return null;
}

type Reference = NonNullable<ReturnType<typeof coerceSecretRef>>;
type Profile = AuthStore["profiles"][string];

function referenceOf(profile: Profile): Reference | null {
  if (profile.type === "api_key") return coerceSecretRef(profile.keyRef ?? profile.key);
  return profile.type === "token" ? coerceSecretRef(profile.tokenRef) : null;
}

async function readReference(
  scope: AgentScope,
  reference: Reference,
  place: string,
  profileId?: string,
): Promise<Candidate> {
  const { source, provider, id } = reference;
  const kept = `${source}:${provider}:${id}`;
  const key = await readSecret(scope, reference, place);
  if (key !== "") {
    return candidate({
      apiKey: key,
      source: `${place} (kept in ${kept})`,
      mode: "api-key",
      ...(profileId !== undefined && { profileId }),
    });
  }
  return {
    kind: "problem",
    text: `The key of ${place} is kept in ${kept}, and cannot be read from there. See why:\nopenclaw secrets audit --check`,
  };
}

/** Empty where it cannot be read; the host sets the time that this may take. */
async function readSecret({ config, env }: AgentScope, value: Reference, path: string): Promise<string> {
  try {
    const { resolveConfiguredSecretInputString } = await import("openclaw/plugin-sdk/secret-input-runtime");
    const read = await resolveConfiguredSecretInputString({ config, env, value, path });
    return read.value?.trim() ?? "";
  } catch {
    return "";
  }
}
