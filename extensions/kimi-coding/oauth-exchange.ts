import { setTimeout as delay } from "node:timers/promises";
import { renewTokens } from "./oauth-client.ts";
import type { Exchange } from "./src/oauth/exchange.ts";

/** Waits before the tries of one renewal (official clients, 2026-08). */
const TRY_DELAYS_MS = [0, 1000, 2000] as const;

/** What is exchanged, and under which conditions. */
export interface ExchangeRequest {
  readonly issuer: string;
  readonly refreshToken: string;
  /** No try begins after this, in ms since the epoch. */
  readonly until: number;
  /** Whether somebody else can try on another way where there is no connection. */
  readonly isFirstWay: boolean;
}

/** Exchanges a refresh token, in several tries where that may help. Never throws. */
export async function exchange({
  issuer,
  refreshToken,
  until,
  isFirstWay,
}: ExchangeRequest): Promise<Exchange> {
  for (const delayMs of TRY_DELAYS_MS) {
    await delay(delayMs);
    const askedAt = Date.now();
    // This machine may have slept meanwhile, and another process have taken over.
    if (askedAt >= until) break;
    const answer = await renewTokens(issuer, refreshToken);
    if (answer.kind === "tokens") return { kind: "tokens", tokens: answer.tokens, askedAt };
    if (answer.kind === "error" && answer.code === "invalid_grant") return { kind: "ended" };
    if (answer.kind !== "unavailable") break;
    if (isFirstWay && answer.isUnsent === true) return { kind: "unreachable" };
  }
  return { kind: "unavailable" };
}
