import { isObject } from "../kimi/index.ts";

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
  | { readonly kind: "unexpected" };

const ERROR_CODES: ReadonlySet<string> = new Set([
  "authorization_pending",
  "slow_down",
  "expired_token",
  "access_denied",
  "invalid_grant",
] satisfies TokenErrorCode[]);

/**
 * Reads an answer of the token endpoint. `body` is its JSON, or `undefined` if it has none.
 *
 * All five fields come in practice; those that matter are the two tokens and `expires_in` in seconds (official
 * clients, 2026-08). An answer without a new refresh token is unexpected: the old one is spent. A status alone never
 * says that a grant is dead: a proxy on the way writes 401 and 403, too.
 */
export function parseTokenAnswer(status: number, body: unknown): TokenAnswer {
  const fields = isObject(body) ? body : {};
  if (status >= 200 && status < 300) {
    const tokens = parseTokens(fields);
    return tokens === null ? { kind: "unexpected" } : { kind: "tokens", tokens };
  }
  if (isTokenErrorCode(fields["error"])) return { kind: "error", code: fields["error"] };
  return status === 408 || status === 429 || status >= 500 ? { kind: "unavailable" } : { kind: "unexpected" };
}

function parseTokens(fields: Readonly<Record<string, unknown>>): Tokens | null {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetime } = fields;
  if (!isText(accessToken) || !isText(refreshToken)) return null;
  const seconds = typeof lifetime === "string" ? Number(lifetime) : lifetime;
  if (typeof seconds !== "number" || !(seconds > 0) || !Number.isFinite(seconds)) return null;
  return { accessToken, refreshToken, lifetimeMs: seconds * 1000 };
}

function isTokenErrorCode(value: unknown): value is TokenErrorCode {
  return typeof value === "string" && ERROR_CODES.has(value);
}

/** Visible ASCII alone: what can stand in a header. */
function isText(value: unknown): value is string {
  return typeof value === "string" && /^[\u0021-\u007E]+$/u.test(value);
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

/** Reads the answer of the device authorization endpoint; `null` if it is none. */
export function parseDeviceAuthorization(status: number, body: unknown): DeviceAuthorization | null {
  if (status !== 200 || !isObject(body)) return null;
  const { device_code: deviceCode, user_code: userCode, verification_uri_complete: verificationUrl } = body;
  if (!isText(deviceCode) || !isText(userCode) || !isText(verificationUrl)) return null;
  return {
    deviceCode,
    userCode,
    verificationUrl,
    lifetimeMs: secondsOr(body["expires_in"], DEFAULT_LIFETIME_S) * 1000,
    intervalMs: secondsOr(body["interval"], DEFAULT_INTERVAL_S) * 1000,
  };
}

function secondsOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : otherwise;
}
