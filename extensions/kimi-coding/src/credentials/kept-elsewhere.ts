import { coerceSecretRef } from "openclaw/plugin-sdk/secret-input";
import { type AgentScope, CHECK_SECRETS_COMMAND, PROVIDER_IDS } from "../kimi/index.ts";
import type { Auth, AuthStore } from "./host-auth.ts";
import type { Problem } from "./problem.ts";

type SecretRef = NonNullable<ReturnType<typeof coerceSecretRef>>;
type Profile = AuthStore["profiles"][string];

/** A key that is kept elsewhere: the place that says so, and where it is kept. */
export interface Reference {
  /** As a user finds it: `profile:kimi:default`, `models.providers.kimi.apiKey`. */
  readonly place: string;
  readonly profileId?: string;
  readonly ref: SecretRef;
}

/** Where the key of a profile is kept, if not in the profile; else `null`. */
export function profileReference(profileId: string, profile: Profile): Reference | null {
  const ref = refOf(profile);
  return ref === null ? null : { place: `profile:${profileId}`, profileId, ref };
}

function refOf(profile: Profile): SecretRef | null {
  if (profile.type === "api_key") return coerceSecretRef(profile.keyRef ?? profile.key);
  return profile.type === "token" ? coerceSecretRef(profile.tokenRef) : null;
}

/** Where the key of the config is kept, if not in the config; else `null`. */
export function configReference({ config }: AgentScope): Reference | null {
  for (const id of PROVIDER_IDS) {
    const ref = coerceSecretRef(config.models?.providers?.[id]?.apiKey);
    if (ref !== null) return { place: `models.providers.${id}.apiKey`, ref };
  }
  return null;
}

/** Reads a key from where it is kept, or says that it cannot be read. */
export async function readReference(
  scope: AgentScope,
  { place, profileId, ref }: Reference,
): Promise<{ readonly kind: "auth"; readonly auth: Auth } | Problem> {
  const kept = `${ref.source}:${ref.provider}:${ref.id}`;
  const apiKey = await readSecret(scope, ref, place);
  if (apiKey === "") {
    return {
      kind: "problem",
      text: `The key of ${place} is kept in ${kept}, and OpenClaw cannot read it there. See why:\n${CHECK_SECRETS_COMMAND}`,
    };
  }
  const source = `${place} (kept in ${kept})`;
  return {
    kind: "auth",
    auth: { apiKey, source, mode: "api-key", ...(profileId !== undefined && { profileId }) },
  };
}

/** Empty where it cannot be read; the host sets the time that this may take. */
async function readSecret({ config, env }: AgentScope, value: SecretRef, path: string): Promise<string> {
  try {
    const { resolveConfiguredSecretInputString } = await import("openclaw/plugin-sdk/secret-input-runtime");
    const read = await resolveConfiguredSecretInputString({ config, env, value, path });
    return read.value?.trim() ?? "";
  } catch {
    return "";
  }
}
