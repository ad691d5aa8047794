import { createHash } from "node:crypto";
import { KimiError } from "../errors/index.ts";
import { type AgentScope, LATEST_DATE, STORE_KEY_COMMAND } from "../kimi/index.ts";
import { resolveDefaultEndpoint } from "../models/index.ts";
import {
  bareKey,
  type Credential,
  keyShape,
  type KeyShape,
  sendingFlaw,
  type ServiceTarget,
} from "../service/index.ts";
import { credentialsInOrder } from "./candidates.ts";
import { readAuthStore, type Account, type Auth } from "./host-auth.ts";
import { describeMissingKey } from "./missing-key.ts";
import type { Problem } from "./problem.ts";
import { signedIn, type SignedInTarget } from "./signed-in.ts";

/** The credential that requests carry. Never the secret itself. */
export interface CredentialStatus {
  readonly kind: "api-key" | "oauth" | "token" | "other";
  /** Where it comes from, as the host names it: `profile:kimi:default`, `env: KIMI_API_KEY`. */
  readonly source: string;
  /** The beginning of the SHA-256 of the secret, to tell two of them apart. */
  readonly fingerprint: string;
  /** What a key looks like; `null` for what is no API key. */
  readonly shape: KeyShape | null;
  /** ISO 8601; `null` for one that does not expire, or not as far as is known. */
  readonly expiresAt: string | null;
  /** Who renews a sign-in until then: OpenClaw, or the client of Kimi's that it is of; `null` where nobody does. */
  readonly renewedBy: SignedInTarget["renewedBy"];
}

/** A credential that can be sent, and where to. */
export interface FoundCredential extends ServiceTarget {
  readonly kind: "found";
  readonly status: CredentialStatus;
  readonly profileId: string | undefined;
}

/** The first credential that a chat would be sent with, and where to; or why there is none, for the user. */
export async function findCredential(account: Account): Promise<FoundCredential | Problem> {
  let first: Problem | null = null;
  for await (const found of findCredentials(account)) {
    if (found.kind === "found") return found;
    first ??= found;
  }
  return first ?? problem(describeMissingKey());
}

/** The credentials that a chat would be tried with, in that order, and in their places why one cannot be sent. */
export async function* findCredentials(account: Account): AsyncGenerator<FoundCredential | Problem, void> {
  for await (const candidate of credentialsInOrder(account)) {
    yield candidate.kind === "problem" ? candidate : await prepare(account, candidate.auth);
  }
}

async function prepare(scope: AgentScope, auth: Auth): Promise<FoundCredential | Problem> {
  const configured = resolveDefaultEndpoint(scope.config);
  const { profileId, source, mode } = auth;
  // As a chat does: a variable may hold it with quotes, or with its name before it.
  const apiKey = bareKey(auth.apiKey);
  const flaw = sendingFlaw(apiKey);
  if (flaw !== null) {
    return problem(`The key of ${source} cannot be sent. ${flaw} Store it again:\n${STORE_KEY_COMMAND}`);
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
    const expiresAt = mode === "token" ? isoDate(await storedEnd(profileId, scope.agentDir)) : null;
    const status = { ...statusOf(credential), expiresAt, renewedBy: null };
    return { kind: "found", endpoint: configured, credential, profileId, status };
  }
  try {
    const used = await signedIn(scope, { profileId, apiKey, endpoint: configured });
    const { endpoint, credential, expiresAt, renewedBy } = used;
    const status = { ...statusOf(credential), expiresAt: isoDate(expiresAt), renewedBy };
    return { kind: "found", endpoint, credential, profileId, status };
  } catch (error) {
    if (error instanceof KimiError) return problem(error.message);
    throw error;
  }
}

function problem(text: string): Problem {
  return { kind: "problem", text };
}

/** When a pasted token ends, in ms since the epoch, where the host keeps that beside it. */
async function storedEnd(
  profileId: string | undefined,
  agentDir: string | undefined,
): Promise<number | null> {
  if (profileId === undefined) return null;
  const profile = (await readAuthStore(agentDir)).profiles[profileId];
  const expires = profile !== undefined && "expires" in profile ? profile.expires : undefined;
  return typeof expires === "number" && expires > 0 ? expires : null;
}

function isoDate(ms: number | null): string | null {
  return ms === null || !(Math.abs(ms) <= LATEST_DATE) ? null : new Date(ms).toISOString();
}
