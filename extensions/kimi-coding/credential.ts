import { createHash } from "node:crypto";
import { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import { signedIn, type Credential, type ServiceTarget } from "./account-credential.ts";
import { describeMissingKey } from "./errors.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { askHost, type Account, type Auth } from "./host-auth.ts";
import { findConfigReference, walkProfiles } from "./referenced-key.ts";
import { keyShape, sendingFlaw } from "./src/api-key.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import type { CredentialStatus } from "./src/status/status-report.ts";

interface FoundCredential extends ServiceTarget {
  readonly status: CredentialStatus;
  readonly profileId: string | undefined;
}

/** The credential that a chat would be sent with, and where to; or why there is none, for the user. */
export async function findCredential(
  account: Account,
): Promise<FoundCredential | { readonly problem: string }> {
  const { config, agentDir } = account;
  const configured = resolveDefaultEndpoint(config);
  const auth = await resolveAuth(account);
  if ("problem" in auth) return auth;
  const { apiKey, profileId, source, mode } = auth;
  const flaw = sendingFlaw(apiKey);
  if (flaw !== null) {
    return {
      problem: `The key of ${source} cannot be sent: ${flaw}. Store it again:\nopenclaw onboard --auth-choice kimi-code-api-key`,
    };
  }
  const kind: CredentialStatus["kind"] = mode === "aws-sdk" ? "other" : mode;
  const statusOf = ({ secret }: Credential) => ({
    kind,
    source,
    fingerprint: createHash("sha256").update(secret).digest("hex").slice(0, 8),
    shape: kind === "api-key" ? keyShape(secret) : null,
  });
  if (mode !== "oauth" || profileId === undefined) {
    const credential = { secret: apiKey };
    const expiresAt = isoDate(storedEnd(profileId, agentDir));
    const status = { ...statusOf(credential), expiresAt, renewedBy: null };
    return { endpoint: configured, credential, profileId, status };
  }
  try {
    const place = { agentDir, profileId };
    const used = await signedIn({ place, apiKey, env: process.env, config, endpoint: configured });
    const { endpoint, credential, expiresAt, renewedBy } = used;
    const status = { ...statusOf(credential), expiresAt: isoDate(expiresAt), renewedBy };
    return { endpoint, credential, profileId, status };
  } catch (error) {
    if (error instanceof KimiError) return { problem: error.message };
    throw error;
  }
}

async function resolveAuth(account: Account): Promise<Auth | { readonly problem: string }> {
  const found = await askHost(account);
  const walked = await walkProfiles(account, found);
  if (walked !== null && !("problem" in walked)) return walked;
  if (found !== null) return found;
  const stated = await findConfigReference(account.config);
  if (stated !== null && !("problem" in stated)) return stated;
  return walked ?? stated ?? { problem: describeMissingKey() };
}

/** When a stored credential ends, in ms since the epoch, where the host keeps that beside it. */
function storedEnd(profileId: string | undefined, agentDir: string | undefined): number | null {
  if (profileId === undefined) return null;
  const profile = ensureAuthProfileStore(agentDir).profiles[profileId];
  const expires = profile !== undefined && "expires" in profile ? profile.expires : undefined;
  return typeof expires === "number" && expires > 0 ? expires : null;
}

/** The last moment that a date can name, in ms since the epoch. */
const LATEST_DATE = 8_640_000_000_000_000;

function isoDate(ms: number | null): string | null {
  return ms === null || ms > LATEST_DATE ? null : new Date(ms).toISOString();
}
