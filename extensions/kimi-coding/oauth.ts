import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { type AgentScope, normalizeBaseUrl, scopeOf, userAgentFor } from "./src/kimi/index.ts";
import {
  baseUrlFor,
  issuerFor,
  type ProfilePlace,
  readClientToken,
  UNUSED_LIFETIME_MS,
} from "./src/sign-in/index.ts";
import { freshLogin, type PreparedCredentials } from "./src/sign-in/renewal/index.ts";

export { createClientMethod, createSignInMethods, resolveExternalAuthProfiles } from "./src/sign-in/index.ts";

type RefreshOAuth = NonNullable<ProviderPlugin["refreshOAuth"]>;
type PrepareRuntimeAuth = NonNullable<ProviderPlugin["prepareRuntimeAuth"]>;
type RuntimeAuthContext = Parameters<PrepareRuntimeAuth>[0];

/** Hosts prepare a token again this long before the end that they are told (2026.5.7 to 2026.9.6). */
const HOST_MARGIN_MS = 300_000;
/** The least time until then, for a token that could not be renewed yet. */
const MIN_HOST_WAIT_MS = 30_000;

/**
 * Gives the host an access token that need not be renewed yet, and tells it when to ask again. The host asks at the
 * start of each turn, in the course of long ones, and after a 401. Anything but a sign-in of ours is left to it.
 *
 * Whatever the host then sends requests with is noted in `credentials`.
 */
export async function prepareRuntimeAuth(
  ctx: RuntimeAuthContext,
  credentials: PreparedCredentials,
): Promise<Awaited<ReturnType<PrepareRuntimeAuth>>> {
  const { agentDir, profileId } = ctx;
  const note = (secret: string, signIn: ProfilePlace | null) =>
    credentials.note({ agentDir, profileId, secret, signIn });
  if (ctx.authMode !== "oauth" || profileId === undefined) {
    note(ctx.apiKey, null);
    return undefined;
  }
  const scope = scopeOf(ctx);
  const client = readClientToken(profileId, scope);
  if (client !== undefined) {
    note(client.accessToken, null);
    return prepared(ctx, scope, client.accessToken, client.expiresAt, issuerFor(scope));
  }
  const fresh = await freshLogin({ agentDir, profileId }, { userAgent: userAgentFor(ctx.config) });
  if (fresh.kind !== "found") {
    note(ctx.apiKey, null);
    return undefined;
  }
  const { login, place } = fresh;
  note(login.accessToken, place);
  return prepared(ctx, scope, login.accessToken, login.dueAt, login.issuer);
}

/** A token that is to be asked for again at `askAgainAt`, in ms since the epoch. */
function prepared(
  ctx: RuntimeAuthContext,
  scope: AgentScope,
  token: string,
  askAgainAt: number,
  issuer: string,
): NonNullable<Awaited<ReturnType<PrepareRuntimeAuth>>> {
  const wanted = baseUrlFor(scope, issuer, ctx);
  const baseUrl = wanted === undefined ? undefined : normalizeBaseUrl(wanted, ctx.model.api);
  return {
    apiKey: token,
    expiresAt: Math.max(askAgainAt, Date.now() + MIN_HOST_WAIT_MS) + HOST_MARGIN_MS,
    ...(baseUrl === undefined || baseUrl === ctx.model.baseUrl ? undefined : { baseUrl }),
  };
}

/**
 * Only for a sign-in that was not used for weeks: hosts call this where `expires` comes near. It asks the service
 * nothing, as 2026.9.6 gives up a credential whose renewal fails or is cut off here; the token is due at once, and is
 * renewed by {@link prepareRuntimeAuth} before it is used.
 */
export const refreshOAuth: RefreshOAuth = (credential) =>
  Promise.resolve({ ...credential, expires: Date.now() + UNUSED_LIFETIME_MS });
