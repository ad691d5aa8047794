import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { parseUsage } from "./parse-usage.ts";
import { usageLines } from "./window-text.ts";

const now = Date.parse("2026-01-06T10:00:00Z");
const number = fc.oneof(
  fc.integer({ min: -1000, max: 5000 }),
  fc.integer({ min: -1000, max: 5000 }).map(String),
  fc.double(),
  fc.constantFrom("", "many", "1e9", "0x10", "12.5", null, undefined, {}, true),
);
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("2026-01-06T13:33:02.716839300Z", "soon", 3, null),
);
const row = fc.record(
  { limit: number, used: number, remaining: number, resetTime: time, reset_in: number, name: fc.string() },
  { requiredKeys: [] },
);
const item = fc.oneof(
  row,
  fc.record({ window: fc.record({ duration: number, timeUnit: fc.string() }), detail: row }),
  fc.jsonValue(),
);
const ratio = fc.record({ used_ratio: number, reset_time: time }, { requiredKeys: [] });
const body = fc.record(
  {
    user: fc.jsonValue(),
    usage: fc.oneof(row, fc.jsonValue()),
    limits: fc.oneof(fc.array(item), fc.jsonValue()),
    usages: fc.record({
      limit_5h: ratio,
      limit_7d: ratio,
      limit_month_total: ratio,
      limit_month_code: ratio,
    }),
    parallel: fc.record({ limit: number }),
    boosterWallet: fc.record({
      balance: fc.record({ type: fc.constant("BOOSTER"), amount: number, amountLeft: number }),
    }),
  },
  { requiredKeys: [] },
);

describe("parseUsage", () => {
  it("accepts any body, and returns windows that can be shown", () => {
    fc.assert(
      fc.property(fc.oneof(body, fc.jsonValue()), (value) => {
        const usage = parseUsage(value, now);
        if (usage === null) return;
        const names = usage.windows.map(({ kind, label }) => `${kind} ${label}`);
        expect(new Set(names).size).toBe(names.length);
        for (const { usedPercent, counts, resetAt, label } of usage.windows) {
          expect(usedPercent).toBeGreaterThanOrEqual(0);
          expect(usedPercent).toBeLessThanOrEqual(100);
          expect(resetAt === null || Number.isFinite(resetAt)).toBe(true);
          expect(label).toMatch(/^[^\p{C}]{1,40}$/u);
          for (const count of Object.values(counts ?? {})) expect(count).toBeGreaterThanOrEqual(0);
        }
        for (const line of usageLines(usage, now)) expect(line).not.toMatch(/NaN|undefined|Infinity|\n/u);
      }),
      { numRuns: 500 },
    );
  });

  it("reads numbers and their decimal text alike", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (limit, used) => {
        const asText = { usage: { limit: String(limit), used: String(used) } };
        expect(parseUsage({ usage: { limit, used } }, now)).toStrictEqual(parseUsage(asText, now));
      }),
    );
  });

  it("reads the used part and the rest alike", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (limit, part) => {
          const used = Math.floor(limit * part);
          const left = { usage: { limit, remaining: limit - used } };
          expect(parseUsage(left, now)).toStrictEqual(parseUsage({ usage: { limit, used } }, now));
        },
      ),
    );
  });
});
