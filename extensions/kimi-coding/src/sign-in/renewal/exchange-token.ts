import { setTimeout as delay } from "node:timers/promises";
import { exchangeRefreshToken, REQUEST_TIMEOUT_MS } from "../../oauth/index.ts";
import type { ExchangeResult } from "./exchange-result.ts";

/** Waits before the tries of one exchange (official clients, 2026-08). */
const TRY_DELAYS_MS = [0, 1000, 2000] as const;

/** On which way to the service a token is exchanged, and with how many tries. */
const TRIES = {
  /** In the process of its own; where there is no connection, the host tries on its way. */
  first: TRY_DELAYS_MS,
  /** In the host, after the first way had no connection. The user has waited for that one already: no second try. */
  second: TRY_DELAYS_MS.slice(0, 1),
  only: TRY_DELAYS_MS,
} as const satisfies Record<string, readonly number[]>;

/** What is exchanged, and under which conditions. */
export interface ExchangeRequest {
  readonly issuer: string;
  readonly refreshToken: string;
  readonly userAgent: string;
  /** Every try is over by this, in ms since the epoch. */
  readonly until: number;
  readonly way: keyof typeof TRIES;
}

/** Whether a try that begins now could last until after `until`, when another process may send the token. */
export function isTooLate(until: number): boolean {
  return Date.now() + REQUEST_TIMEOUT_MS > until;
}

/** Exchanges a refresh token, in several tries where that may help. Never throws. */
export async function exchangeToken({
  issuer,
  refreshToken,
  userAgent,
  until,
  way,
}: ExchangeRequest): Promise<ExchangeResult> {
  for (const delayMs of TRIES[way]) {
    await delay(delayMs);
    const askedAt = Date.now();
    // This machine may have slept meanwhile.
    if (isTooLate(until)) break;
    const answer = await exchangeRefreshToken({ issuer, userAgent }, refreshToken);
    if (answer.kind === "tokens") return { kind: "tokens", tokens: answer.tokens, askedAt };
    if (answer.kind === "error" && answer.code === "invalid_grant") return { kind: "ended" };
    if (answer.kind !== "unavailable") break;
    if (way === "first" && answer.isUnsent === true) return { kind: "unreachable" };
  }
  return { kind: "unavailable" };
}
