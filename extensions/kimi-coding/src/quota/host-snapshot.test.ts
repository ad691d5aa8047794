import { describe, expect, it } from "vitest";
import { hostSnapshot } from "./host-snapshot.ts";
import { parseUsage } from "./parse-usage.ts";

function snapshotOf(body: object) {
  return hostSnapshot({ problem: null, latencyMs: 1, usage: parseUsage(body, 0) });
}
const month = { limit_month_code: { used_ratio: 0.2 } };

describe("hostSnapshot", () => {
  it("names the windows as short as the host does for others, the shortest first, and the money by its unit", () => {
    const usages = {
      ...month,
      limit_month_total: { used_ratio: 0.3 },
      limit_7d: { used_ratio: 0.5, reset_time: "1970-01-02T00:00:00Z" },
      limit_5h: { used_ratio: 0.9 },
    };
    const boosterWallet = { balance: { type: "BOOSTER", amount: "20000000000", amountLeft: "10000000000" } };
    expect(snapshotOf({ usages, boosterWallet, user: { membership: { level: "LEVEL_PRO" } } })).toStrictEqual(
      {
        plan: "Pro",
        windows: [
          { label: "5h", usedPercent: 90 },
          { label: "Week", usedPercent: 50, resetAt: 86_400_000 },
          { label: "Month", usedPercent: 30 },
        ],
        billing: [{ type: "balance", label: "Booster wallet", amount: 100, unit: "USD" }],
      },
    );
  });

  it("shows the month of coding where there is no total, and calls a plan without a name a subscription", () => {
    expect(snapshotOf({ usages: month })).toStrictEqual({
      plan: "subscription",
      windows: [{ label: "Month (coding)", usedPercent: 20 }],
    });
  });

  it("reports why there is no usage", () => {
    expect(hostSnapshot({ problem: "because", latencyMs: null, usage: null })).toStrictEqual({
      windows: [],
      error: "because",
    });
  });
});
