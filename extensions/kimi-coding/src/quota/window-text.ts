import type { Usage, UsageCounts, UsageWindow } from "./parse-usage.ts";
import type { Wallet } from "./wallet.ts";

/** Short enough for a line of 80 columns. */
const BAR_WIDTH = 10;

/** One line for each window and for the wallet, columns aligned: `5 hours  [██░░…]  25% used, resets in 2 h 5 min`. */
export function usageLines({ windows, wallet }: Usage, now: number): string[] {
  const width = Math.max(0, ...windows.map(({ label }) => label.length));
  const lines = windows.map((window) => {
    const reset = window.resetAt === null ? "" : `, resets ${untilText(window.resetAt, now)}`;
    return `${window.label.padEnd(width)}  ${bar(window.usedPercent)} ${percentText(window.usedPercent).padStart(4)} used${countsText(window)}${reset}`;
  });
  return [...lines, ...(wallet === null ? [] : [walletText(wallet)])];
}

function bar(usedPercent: number): string {
  // Neither full before it is used up nor empty once something is used.
  const cells = Math.round((usedPercent / 100) * BAR_WIDTH);
  const filled =
    usedPercent >= 100 ? BAR_WIDTH : Math.min(BAR_WIDTH - 1, Math.max(usedPercent > 0 ? 1 : 0, cells));
  return `[${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}]`;
}

/** Rounded, but 100% is only said of what is used up. */
export function percentText(usedPercent: number): string {
  return `${usedPercent < 100 ? Math.min(99, Math.round(usedPercent)) : 100}%`;
}

/** Nothing for a limit of 100, which is not a count but the percents once more. */
function countsText({ counts }: { readonly counts: UsageCounts | null }): string {
  if (counts === null || counts.limit === 100) return "";
  return ` (${counts.used.toLocaleString("en")} of ${counts.limit.toLocaleString("en")})`;
}

/** A time to come, as people say it: `in 2 h 5 min`, `in 3 d 4 h`; `now` for one that has passed. */
export function untilText(time: number, now: number): string {
  const minutes = Math.floor((time - now) / 60_000);
  if (time <= now) return "now";
  if (minutes < 1) return "in less than a minute";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `in ${hours} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
  return `in ${Math.floor(hours / 24)} d${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}

function walletText(wallet: Wallet): string {
  const { balanceCents, totalCents, monthlyLimitCents, monthlyUsedCents, currency } = wallet;
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  const limit = monthlyLimitCents === null ? "no monthly limit" : `limit ${money(monthlyLimitCents)}`;
  return `booster wallet  ${money(balanceCents)} left of ${money(totalCents)}; ${money(monthlyUsedCents)} used this month, ${limit}`;
}

/** The windows that limit by themselves: what coding used of a month is part of that month's total. */
export function limitingWindows(windows: readonly UsageWindow[]): readonly UsageWindow[] {
  const hasTotal = windows.some(({ kind }) => kind === "monthly-total");
  return windows.filter(({ kind }) => kind !== "monthly-coding" || !hasTotal);
}
