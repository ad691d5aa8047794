import type { Usage, UsageWindow } from "./parse-usage.ts";
import type { Wallet } from "./wallet.ts";
import { limitingWindows } from "./window-text.ts";

/**
 * The windows that are used up, so that a chat is not answered. None while there is money in a booster wallet, which then
 * pays (official client, 2026-08). A window of another length may be of something else than chats.
 */
export function usedUpWindows({ windows, wallet }: Usage, now: number): readonly UsageWindow[] {
  if (wallet !== null && pays(wallet)) return [];
  return limitingWindows(windows).filter(
    ({ kind, usedPercent, resetAt }) =>
      kind !== "other" && usedPercent >= 100 && (resetAt === null || resetAt > now),
  );
}

function pays({ balanceCents, monthlyLimitCents, monthlyUsedCents }: Wallet): boolean {
  return balanceCents > 0 && (monthlyLimitCents === null || monthlyUsedCents < monthlyLimitCents);
}
