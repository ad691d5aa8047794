import * as z from "zod/mini";
import { builtOnce } from "../kimi/index.ts";
import { parseIssuer, tokenLifetimeMs, type Tokens } from "../oauth/index.ts";

/** A sign-in as an OpenClaw auth profile holds it. */
export interface StoredLogin {
  /** Made at the sign-in, kept by every renewal: tells one sign-in from the next. No secret. */
  readonly id: string;
  /** The OAuth host that issued the tokens, and the only one that may see the refresh token. */
  readonly issuer: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token is to be renewed, in ms since the epoch. */
  readonly dueAt: number;
}

/** The fields of OpenClaw's OAuth credential that a sign-in fills. */
export interface LoginFields {
  readonly accountId: string;
  readonly issuer: string;
  readonly access: string;
  readonly refresh: string;
  /** In ms since the epoch; see {@link UNUSED_LIFETIME_MS}. */
  readonly expires: number;
}

/**
 * How long a sign-in lasts that nothing renews: the reported life of a refresh token (third parties, 2026-08).
 *
 * `expires` of the stored credential tells the end of the sign-in, this long after the renewal is due, and not that
 * of the access token: a host that sees an access token expire runs a renewal of its own, which does not survive a
 * crash (docs/decisions/0005-sign-in-and-refresh.md).
 */
export const UNUSED_LIFETIME_MS = 30 * 24 * 3_600_000;

/** A new sign-in, or the next state of one, from an answer that came at `now`: renewal is due at half of the life. */
export function loginFromTokens(
  { id, issuer }: Pick<StoredLogin, "id" | "issuer">,
  tokens: Tokens,
  now: number,
): StoredLogin {
  const { accessToken, refreshToken, lifetimeMs } = tokens;
  // What was left in a file may have any number.
  const lifeMs = tokenLifetimeMs(lifetimeMs / 1000);
  return { id, issuer, accessToken, refreshToken, dueAt: Math.max(0, Math.round(now + lifeMs / 2)) };
}

/** The credential fields for a sign-in. */
export function toFields(login: StoredLogin): LoginFields {
  return {
    accountId: login.id,
    issuer: login.issuer,
    access: login.accessToken,
    refresh: login.refreshToken,
    expires: login.dueAt + UNUSED_LIFETIME_MS,
  };
}

/** What 2026.9.6 stores in place of tokens while, and after, it renews them itself. */
const HOST_FENCE = "openclaw-oauth-refresh-fence:";

const filled = builtOnce(() => z.string().check(z.refine((text) => text !== "")));
const fieldsSchema = builtOnce(() =>
  z.object({
    type: z.literal("oauth"),
    accountId: filled(),
    issuer: filled().check(z.refine((issuer) => parseIssuer(issuer) === issuer)),
    access: filled(),
    refresh: filled().check(z.refine((token) => !token.startsWith(HOST_FENCE))),
    expires: z.number(),
  }),
);

/**
 * Reads a stored credential; `null` for what is not a sign-in of ours: a key, one that was made elsewhere, or one whose
 * tokens are not there.
 */
export function fromFields(credential: unknown): StoredLogin | null {
  const { data } = fieldsSchema().safeParse(credential);
  if (data === undefined) return null;
  const { accountId: id, issuer, access: accessToken, refresh: refreshToken, expires } = data;
  return { id, issuer, accessToken, refreshToken, dueAt: expires - UNUSED_LIFETIME_MS };
}
