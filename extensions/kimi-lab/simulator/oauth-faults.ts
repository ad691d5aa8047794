/** A refusal of the OAuth endpoints: `{error, error_description}` of RFC 6749. */
export interface OAuthFault {
  readonly status: number;
  readonly error: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The refusals by name. The codes are those of RFC 6749 section 5.2 and RFC 8628 section 3.5; that they come
 * with status 400, a used refresh token included, is what third parties saw in 2026-08. The wording is known
 * only of `invalidGrant`, and in part.
 */
export const oauthFaults = {
  authorizationPending: {
    status: 400,
    error: "authorization_pending",
    description: "The user has not decided yet",
  },
  slowDown: { status: 400, error: "slow_down", description: "Polling faster than the interval allows" },
  expiredToken: { status: 400, error: "expired_token", description: "The device code has expired" },
  accessDenied: { status: 400, error: "access_denied", description: "The user denied the request" },
  invalidGrant: {
    status: 400,
    error: "invalid_grant",
    description: "The provided authorization grant is invalid",
  },
  invalidClient: { status: 400, error: "invalid_client", description: "Unknown client" },
  invalidRequest: {
    status: 400,
    error: "invalid_request",
    description: "A parameter is missing or malformed",
  },
  unsupportedGrantType: {
    status: 400,
    error: "unsupported_grant_type",
    description: "The grant type is not supported",
  },
  tooManyRequests: { status: 429, error: "rate_limit_reached_error", description: "Too many requests" },
  internalError: { status: 500, error: "server_error", description: "Internal server error" },
  badGateway: { status: 502, error: "server_error", description: "Bad gateway" },
  unavailable: { status: 503, error: "temporarily_unavailable", description: "Service unavailable" },
  gatewayTimeout: { status: 504, error: "server_error", description: "Gateway timeout" },
} as const satisfies Record<string, OAuthFault>;
