import * as z from "zod/mini";
import { builtOnce, FOREIGN_LIMITS } from "../kimi/index.ts";
import { codeLifetimeMs, pollIntervalMs, tokenLifetimeMs } from "./oauth-times.ts";

/** What a sign-in or an exchange yields (RFC 6749, 5.1). */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token, from when the answer came. */
  readonly lifetimeMs: number;
}

/** Errors of the token endpoint that decide what happens next (RFC 6749, 5.2; RFC 8628, 3.5). */
export type TokenErrorCode =
  | "authorization_pending"
  | "slow_down"
  | "expired_token"
  | "access_denied"
  | "invalid_grant";

/** An answer of the token endpoint, as far as it matters. */
export type TokenAnswer =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  | { readonly kind: "error"; readonly code: TokenErrorCode }
  /** Nothing was decided: worth another try. */
  | {
      readonly kind: "unavailable";
      /** Whether the request did not even leave. */
      readonly isUnsent?: true;
    }
  /** An answer that another try would not change. */
  | {
      readonly kind: "unexpected";
      /** Whether it was longer than any answer is. */
      readonly isTooLong?: true;
    };

/** Visible ASCII alone: what can stand in a header. */
const visibleText = (maxChars: number) =>
  z.string().check(z.refine((text) => text.length <= maxChars && /^[\u0021-\u007E]+$/u.test(text)));

/**
 * All five fields come in practice; those that matter are the two tokens and the lifetime (official clients, 2026-08).
 * A lifetime that makes no sense costs no tokens: the refresh token that they replace is spent.
 */
const tokensSchema = builtOnce(() =>
  z.object({
    access_token: visibleText(FOREIGN_LIMITS.tokenChars),
    refresh_token: visibleText(FOREIGN_LIMITS.tokenChars),
    expires_in: z.optional(z.unknown()),
  }),
);

const errorSchema = builtOnce(() =>
  z.object({
    error: z.literal([
      "authorization_pending",
      "slow_down",
      "expired_token",
      "access_denied",
      "invalid_grant",
    ] satisfies TokenErrorCode[]),
  }),
);

/**
 * Reads an answer of the token endpoint. `body` is its JSON, or `undefined` if it has none.
 *
 * An answer without a new refresh token is unexpected: the old one is spent. A status alone never says that a grant is
 * dead: a proxy on the way writes 401 and 403, too.
 */
export function parseTokenAnswer(status: number, body: unknown): TokenAnswer {
  if (status >= 200 && status < 300) {
    const { data } = tokensSchema().safeParse(body);
    return data === undefined ? { kind: "unexpected" } : { kind: "tokens", tokens: toTokens(data) };
  }
  const refusal = errorSchema().safeParse(body).data;
  if (refusal !== undefined) return { kind: "error", code: refusal.error };
  return status === 408 || status === 429 || status >= 500 ? { kind: "unavailable" } : { kind: "unexpected" };
}

function toTokens(answer: z.infer<ReturnType<typeof tokensSchema>>): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    lifetimeMs: tokenLifetimeMs(answer.expires_in),
  };
}

/** What the service gives to show to the user (RFC 8628, 3.2). */
export interface DeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
  /** The page with the code filled in. */
  readonly verificationUrl: string;
  readonly lifetimeMs: number;
  readonly intervalMs: number;
}

const authorizationSchema = builtOnce(() =>
  z.object({
    device_code: visibleText(FOREIGN_LIMITS.deviceCodeChars),
    user_code: visibleText(FOREIGN_LIMITS.userCodeChars),
    verification_uri_complete: visibleText(FOREIGN_LIMITS.urlChars),
    expires_in: z.optional(z.unknown()),
    interval: z.optional(z.unknown()),
  }),
);

/** Reads the answer of the device authorization endpoint; `null` for any other one. */
export function parseDeviceAuthorization(status: number, body: unknown): DeviceAuthorization | null {
  const { data } = authorizationSchema().safeParse(status === 200 ? body : undefined);
  if (data === undefined) return null;
  return {
    deviceCode: data.device_code,
    userCode: data.user_code,
    verificationUrl: data.verification_uri_complete,
    lifetimeMs: codeLifetimeMs(data.expires_in),
    intervalMs: pollIntervalMs(data.interval),
  };
}
