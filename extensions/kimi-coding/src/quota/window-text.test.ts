import { describe, expect, it } from "vitest";
import { parseUsage } from "./parse-usage.ts";
import { percentText, untilText, usageLines } from "./window-text.ts";

const now = Date.parse("2026-01-06T10:00:00Z");

describe("usageLines", () => {
  it("shows each window as a bar with the time to its reset, and the wallet", () => {
    const usage = parseUsage(
      {
        usage: { limit: "2048", used: "214", resetTime: "2026-01-09T15:23:13Z" },
        limits: [
          { window: { duration: 5, timeUnit: "TIME_UNIT_HOUR" }, detail: { limit: "100", used: "70" } },
        ],
        usages: { limit_month_total: { used_ratio: 1, reset_time: "2026-01-06T10:00:00Z" } },
        boosterWallet: { balance: { type: "BOOSTER", amount: "20000000000", amountLeft: "10000000000" } },
      },
      now,
    );
    expect(usage && usageLines(usage, now)).toStrictEqual([
      "5 hours  [███████░░░]  70% used",
      "week     [█░░░░░░░░░]  10% used (214 of 2,048), resets in 3 d 5 h",
      "month    [██████████] 100% used, resets now",
      "booster wallet  100.00 USD left of 200.00 USD; 0.00 USD used this month, no monthly limit",
    ]);
  });

  it.each([
    { used: 0, bar: "░".repeat(10) },
    { used: 0.1, bar: `█${"░".repeat(9)}` },
    { used: 99.9, bar: `${"█".repeat(9)}░` },
    { used: 100, bar: "█".repeat(10) },
  ])("draws $used% as $bar", ({ used, bar }) => {
    const window = { kind: "weekly", label: "week", usedPercent: used, counts: null, resetAt: null } as const;
    const [line] = usageLines({ plan: null, windows: [window], wallet: null, parallelLimit: null }, now);
    expect(line).toContain(`[${bar}]`);
  });
});

describe("percentText", () => {
  it.each([
    { percent: 69.5, text: "70%" },
    { percent: 99.9, text: "99%" },
    { percent: 100, text: "100%" },
  ])("writes $percent as $text", ({ percent, text }) => {
    expect(percentText(percent)).toBe(text);
  });
});

describe("untilText", () => {
  const minute = 60_000;
  it.each([
    { ms: -1, text: "now" },
    { ms: 59_999, text: "in less than a minute" },
    { ms: minute, text: "in 1 min" },
    { ms: 60 * minute, text: "in 1 h" },
    { ms: 125 * minute, text: "in 2 h 5 min" },
    { ms: 48 * 60 * minute, text: "in 2 d" },
    { ms: 52 * 60 * minute, text: "in 2 d 4 h" },
  ])("writes $ms ms as $text", ({ ms, text }) => {
    expect(untilText(now + ms, now)).toBe(text);
  });
});
