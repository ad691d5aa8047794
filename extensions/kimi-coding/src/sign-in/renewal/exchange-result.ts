import { isObject, parseJson } from "../../kimi/index.ts";
import type { Tokens } from "../../oauth/index.ts";

/** How the exchange of a refresh token ended. */
export type ExchangeResult =
  | { readonly kind: "tokens"; readonly tokens: Tokens; readonly askedAt: number }
  /** The service does not accept the refresh token any more. */
  | { readonly kind: "ended" }
  /** Nothing was decided: worth another try later. */
  | { readonly kind: "unavailable" }
  /** There was no connection: the refresh token did not leave this machine. */
  | { readonly kind: "unreachable" };

/** Reads an {@link ExchangeResult} that was written down as JSON; `null` for anything else. */
export function parseExchangeResult(text: string): ExchangeResult | null {
  const value = parseJson(text);
  if (!isObject(value)) return null;
  const { kind } = value;
  if (kind === "ended" || kind === "unavailable" || kind === "unreachable") return { kind };
  const { tokens, askedAt } = value;
  if (kind !== "tokens" || !isObject(tokens) || typeof askedAt !== "number") return null;
  const { accessToken, refreshToken, lifetimeMs } = tokens;
  if (typeof accessToken !== "string" || typeof refreshToken !== "string") return null;
  if (typeof lifetimeMs !== "number") return null;
  return { kind, tokens: { accessToken, refreshToken, lifetimeMs }, askedAt };
}
