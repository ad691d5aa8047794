import { randomBytes } from "node:crypto";

import type { Clock } from "./clock.ts";

/** The five fields of a token answer. The official Python client fails if one is missing. */
export interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
  readonly token_type: "Bearer";
}

export interface TokenOptions {
  readonly accessTokenLifeSeconds: number;
  readonly refreshTokenLifeSeconds: number;
  /** Whether a reused refresh token ends the whole sign-in, access tokens included. */
  readonly reuseRevokesSignIn: boolean;
}

/** What is known of a token, without the token. */
interface TokenFacts {
  readonly kind: "access" | "refresh";
  /** Both tokens of one answer have the same number; it counts from 1. */
  readonly number: number;
  readonly accountId: string;
  /** `rotated` is a refresh token that was used, and `live` one that is neither used, revoked nor too old. */
  readonly state: "live" | "rotated" | "revoked" | "expired";
}

export type Rotation =
  | { readonly kind: "rotated"; readonly tokens: TokenResponse }
  | { readonly kind: "reused" }
  | { readonly kind: "invalid" };

/** Every token that was ever issued. */
export interface TokenStore {
  /** Starts a sign-in. */
  issue(accountId: string): TokenResponse;
  /**
   * Gives new tokens for a live refresh token, which is used up thereby. Access tokens issued before stay
   * good until they expire: they are signed, not looked up.
   */
  rotate(refreshToken: string): Rotation;
  find(token: string): TokenFacts | undefined;
  /** Ends one token. Unknown ones are left alone. */
  revoke(token: string): void;
  revokeAll(): void;
  /** The tokens themselves, to search other places for. */
  secrets(): readonly string[];
}

interface Token {
  readonly kind: "access" | "refresh";
  readonly number: number;
  /** The sign-in that it descends from: the number of its first tokens. */
  readonly signIn: number;
  readonly accountId: string;
  readonly expiresAtMs: number;
  readonly end: "rotated" | "revoked" | null;
}

const MS_PER_SECOND = 1000;
/** Of a test fixture of the official client; the live value is not documented. */
const SCOPE = "kimi-code";

export function createTokenStore(options: TokenOptions, clock: Clock): TokenStore {
  const tokens = new Map<string, Token>();
  let issued = 0;

  const expiresIn = (seconds: number) => clock.now() + seconds * MS_PER_SECOND;
  const add = (accountId: string, ofSignIn?: number): TokenResponse => {
    issued += 1;
    const shared = { number: issued, signIn: ofSignIn ?? issued, accountId, end: null };
    const accessToken = makeAccessToken();
    const refreshToken = randomText(REFRESH_TOKEN_BYTES);
    const { accessTokenLifeSeconds, refreshTokenLifeSeconds } = options;
    tokens.set(accessToken, { ...shared, kind: "access", expiresAtMs: expiresIn(accessTokenLifeSeconds) });
    tokens.set(refreshToken, { ...shared, kind: "refresh", expiresAtMs: expiresIn(refreshTokenLifeSeconds) });
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: accessTokenLifeSeconds,
      scope: SCOPE,
      token_type: "Bearer",
    };
  };
  const revokeWhere = (isMeant: (token: Token) => boolean) => {
    for (const [secret, token] of tokens) {
      if (token.end === null && isMeant(token)) tokens.set(secret, { ...token, end: "revoked" });
    }
  };

  return {
    issue: (accountId) => add(accountId),
    rotate(refreshToken) {
      const token = tokens.get(refreshToken);
      if (token?.kind !== "refresh") return { kind: "invalid" };
      if (token.end === "rotated") {
        if (options.reuseRevokesSignIn) revokeWhere(({ signIn }) => signIn === token.signIn);
        return { kind: "reused" };
      }
      if (stateOf(token, clock) !== "live") return { kind: "invalid" };
      tokens.set(refreshToken, { ...token, end: "rotated" });
      return { kind: "rotated", tokens: add(token.accountId, token.signIn) };
    },
    find(secret) {
      const token = tokens.get(secret);
      if (token === undefined) return undefined;
      const { kind, number, accountId } = token;
      return { kind, number, accountId, state: stateOf(token, clock) };
    },
    revoke(secret) {
      const meant = tokens.get(secret);
      revokeWhere((token) => token === meant);
    },
    revokeAll() {
      revokeWhere(() => true);
    },
    secrets: () => [...tokens.keys()],
  };
}

function stateOf(token: Token, clock: Clock): TokenFacts["state"] {
  return token.end ?? (clock.now() < token.expiresAtMs ? "live" : "expired");
}

/** Gives about the 705 characters that live refresh tokens have (third party, 2026-08). */
const REFRESH_TOKEN_BYTES = 528;
const PAYLOAD_BYTES = 240;
const SIGNATURE_BYTES = 64;

/**
 * Looks like the signed tokens that have been seen, but what should be its payload is noise: the official
 * clients never look inside, and a client that does fails here.
 */
function makeAccessToken(): string {
  const header = Buffer.from(JSON.stringify({ alg: "ES256", typ: "JWT" })).toString("base64url");
  return `${header}.${randomText(PAYLOAD_BYTES)}.${randomText(SIGNATURE_BYTES)}`;
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
