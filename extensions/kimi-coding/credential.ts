import { createHash } from "node:crypto";
import type { OpenClawConfig, OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import { signedIn, type Credential } from "./account-credential.ts";
import { describeMissingKey } from "./errors.ts";
import { PROVIDER_ID } from "./manifest.ts";
import type { resolveDefaultEndpoint } from "./model-resolution.ts";
import { findConfigReference, findProfileReference, type ReferencedKey } from "./referenced-key.ts";
import { keyShape } from "./src/api-key.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import type { CredentialStatus } from "./src/status/status-report.ts";

type Endpoint = ReturnType<typeof resolveDefaultEndpoint>;

/** What of the host finds a credential: a profile, a variable, or what the config states. */
export type ModelAuth = Pick<OpenClawPluginApi["runtime"]["modelAuth"], "resolveApiKeyForProvider">;

type Found =
  | (Credential & { readonly credential: CredentialStatus; readonly profileId: string | undefined })
  | { readonly problem: string };

/** The credential that a chat would be sent with, or why there is none, for the user. */
export async function findCredential(
  modelAuth: ModelAuth,
  config: OpenClawConfig,
  endpoint: Endpoint,
): Promise<Found> {
  const auth = await resolveAuth(modelAuth, config);
  if ("problem" in auth) return auth;
  const { apiKey, profileId, source, mode } = auth;
  const kind: CredentialStatus["kind"] = mode === "aws-sdk" ? "other" : mode;
  let used: Credential = { secret: apiKey };
  try {
    if (mode === "oauth" && profileId !== undefined) {
      const place = { agentDir: undefined, profileId };
      used = await signedIn({ place, apiKey, env: process.env, config, endpoint });
    }
  } catch (error) {
    if (error instanceof KimiError) return { problem: error.message };
    throw error;
  }
  const fingerprint = createHash("sha256").update(used.secret).digest("hex").slice(0, 8);
  const shape = kind === "api-key" ? keyShape(used.secret) : null;
  return {
    ...used,
    profileId,
    credential: { kind, source, fingerprint, shape, expiresAt: expiry(profileId) },
  };
}

type Auth = Awaited<ReturnType<ModelAuth["resolveApiKeyForProvider"]>> & { readonly apiKey: string };

/** What the host finds, or what it would find in a gateway, which reads keys that are kept elsewhere. */
async function resolveAuth(
  modelAuth: ModelAuth,
  config: OpenClawConfig,
): Promise<Auth | { readonly problem: string }> {
  const referenced = await findProfileReference(config);
  if (referenced !== null) return asAuth(referenced);
  try {
    const auth = await modelAuth.resolveApiKeyForProvider({ provider: PROVIDER_ID, cfg: config });
    const { apiKey = "" } = auth;
    if (apiKey !== "") return { ...auth, apiKey };
  } catch {
    // The host's own text names its files; ours names the command.
  }
  const configured = await findConfigReference(config);
  return configured === null ? { problem: describeMissingKey() } : asAuth(configured);
}

function asAuth(found: ReferencedKey): Auth | { readonly problem: string } {
  if ("problem" in found) return found;
  const { key, source, profileId } = found;
  return { apiKey: key, source, mode: "api-key", ...(profileId !== undefined && { profileId }) };
}

/** When the stored credential expires, where the host keeps that beside it. */
function expiry(profileId: string | undefined): string | null {
  if (profileId === undefined) return null;
  const profile = ensureAuthProfileStore().profiles[profileId];
  const expires = profile !== undefined && "expires" in profile ? profile.expires : undefined;
  return typeof expires === "number" && expires > 0 ? new Date(expires).toISOString() : null;
}
