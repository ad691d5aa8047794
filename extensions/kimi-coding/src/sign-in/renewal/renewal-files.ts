import { isObject, parseJson } from "../../kimi/index.ts";
import type { Tokens } from "../../oauth/index.ts";

/** How the exchange of a refresh token ended. */
export type Exchange =
  | { readonly kind: "tokens"; readonly tokens: Tokens; readonly askedAt: number }
  /** The service takes the refresh token no more. */
  | { readonly kind: "ended" }
  /** Nothing was decided: worth another try later. */
  | { readonly kind: "unavailable" }
  /** There was no connection: the refresh token did not leave this machine. */
  | { readonly kind: "unreachable" };

/** Reads an {@link Exchange} that was written down as JSON; `null` for anything else. */
export function parseExchange(text: string): Exchange | null {
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

/** The right to send a refresh token, held by one process at a time. */
export interface Claim {
  readonly pid: number;
  /** When it is void at the latest, in ms since the epoch. */
  readonly until: number;
}

/** Reads a {@link Claim} that was written down as JSON; `null` for anything else. */
export function parseClaim(text: string): Claim | null {
  const value = parseJson(text);
  if (!isObject(value)) return null;
  const { pid, until } = value;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 0 || typeof until !== "number") return null;
  return { pid, until };
}

/** What the process that exchanges a token is told, on its standard input. */
export interface RenewalJob {
  readonly issuer: string;
  readonly refreshToken: string;
  /** Where the answer is left. */
  readonly folder: string;
  /** The token is not out any more after this, in ms since the epoch: nothing is sent that may take longer. */
  readonly until: number;
}

/** Reads a {@link RenewalJob} from JSON; `null` for anything else, as what is left of a writer that was killed. */
export function parseJob(text: string): RenewalJob | null {
  const value = parseJson(text);
  if (!isObject(value)) return null;
  const { issuer, refreshToken, folder, until } = value;
  if (typeof issuer !== "string" || typeof refreshToken !== "string" || refreshToken === "") return null;
  if (typeof folder !== "string" || typeof until !== "number") return null;
  return { issuer, refreshToken, folder, until };
}
