import * as z from "zod/mini";
// Under another name: `z.catch(…)` reads, to people and to the linter, like the end of a promise.
import { catch as orElse } from "zod/mini";
import { builtOnce } from "../kimi/index.ts";

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
const visibleText = builtOnce(() => z.string().check(z.regex(/^[\u0021-\u007E]+$/u)));
const seconds = builtOnce(() => z.number().check(z.positive()));

/** All five fields come in practice; those that matter are the two tokens and the lifetime (official clients, 2026-08). */
const tokensSchema = builtOnce(() =>
  z.object({
    access_token: visibleText(),
    refresh_token: visibleText(),
    expires_in: z.pipe(z.union([z.number(), z.pipe(z.string(), z.transform(Number))]), seconds()),
  }),
);

const errorSchema = builtOnce(() =>
  z.object({
    error: z.enum([
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
    lifetimeMs: answer.expires_in * 1000,
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

const DEFAULT_LIFETIME_S = 1800;
/** RFC 8628, 3.2. */
const DEFAULT_INTERVAL_S = 5;

const authorizationSchema = builtOnce(() =>
  z.object({
    device_code: visibleText(),
    user_code: visibleText(),
    verification_uri_complete: visibleText(),
    expires_in: orElse(seconds(), DEFAULT_LIFETIME_S),
    interval: orElse(seconds(), DEFAULT_INTERVAL_S),
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
    lifetimeMs: data.expires_in * 1000,
    intervalMs: data.interval * 1000,
  };
}
