import { describe, expect, it } from "vitest";
import { parseUsage } from "./parse-usage.ts";
import { usedUpWindows } from "./used-up.ts";

const now = Date.parse("2026-01-06T10:00:00Z");
const week = { usage: { limit: 100, used: 100 } };

function usedUp(body: object): readonly string[] {
  const usage = parseUsage(body, now);
  return usage === null ? ["no usage"] : usedUpWindows(usage, now).map(({ kind }) => kind);
}
function walletOf(amountLeft: string, monthlyUsed = "0") {
  return {
    balance: { type: "BOOSTER", amount: "20000000000", amountLeft },
    monthlyChargeLimitEnabled: true,
    monthlyChargeLimit: { currency: "USD", priceInCents: "500" },
    monthlyUsed: { currency: "USD", priceInCents: monthlyUsed },
  };
}

describe("usedUpWindows", () => {
  it.each([
    {
      name: "a used-up week whose ratio is 0",
      body: { ...week, usages: { limit_7d: { used_ratio: 0 } } },
      windows: ["weekly"],
    },
    {
      name: "five hours used up by the ratio",
      body: { usages: { limit_5h: { used_ratio: 1 } } },
      windows: ["five-hour"],
    },
    { name: "almost all", body: { usages: { limit_5h: { used_ratio: 0.9999 } } }, windows: [] },
    {
      name: "a window that has ended meanwhile",
      body: { usage: { limit: 100, used: 100, resetTime: "2026-01-06T09:59:00Z" } },
      windows: [],
    },
    {
      name: "what is not a limit of chats",
      body: { limits: [{ name: "Images", limit: 10, used: 10 }] },
      windows: [],
    },
    {
      name: "coding within a month that is not used up",
      body: { usages: { limit_month_total: { used_ratio: 0.5 }, limit_month_code: { used_ratio: 1 } } },
      windows: [],
    },
    { name: "a wallet that pays", body: { ...week, boosterWallet: walletOf("10000000000") }, windows: [] },
    { name: "an empty wallet", body: { ...week, boosterWallet: walletOf("0") }, windows: ["weekly"] },
    {
      name: "a wallet whose month is used up",
      body: { ...week, boosterWallet: walletOf("10000000000", "500") },
      windows: ["weekly"],
    },
  ])("knows $name", ({ body, windows }) => {
    expect(usedUp(body)).toStrictEqual(windows);
  });
});
