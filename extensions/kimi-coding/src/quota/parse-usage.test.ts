import { describe, expect, it } from "vitest";
import { parseUsage, type Usage } from "./parse-usage.ts";

const now = Date.parse("2026-01-06T10:00:00Z");
const weekEnd = Date.parse("2026-01-09T15:23:13.716Z");
const capEnd = Date.parse("2026-01-06T13:33:02Z");

/** The sample of the protocol notes (official clients, 2026-08). */
const sample = {
  user: { membership: { level: "LEVEL_ADVANCED" } },
  usage: { limit: "2048", used: "214", remaining: "1834", resetTime: "2026-01-09T15:23:13.716839300Z" },
  limits: [
    {
      window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" },
      detail: { limit: "200", used: "139", remaining: "61", resetTime: "2026-01-06T13:33:02Z" },
    },
  ],
  parallel: { limit: "10" },
  totalQuota: {},
};
const ratios = {
  limit_5h: { used_ratio: 0.695, reset_time: "2026-01-06T13:33:02Z" },
  limit_7d: { used_ratio: "0.104", reset_time: "2026-01-09T15:23:13.716839300Z" },
  limit_month_total: { used_ratio: 0.3 },
  limit_month_code: { used_ratio: 0.2 },
};

function windowsOf(body: unknown): Usage["windows"] {
  return parseUsage(body, now)?.windows ?? [];
}

/** The one window of `limits: [item]`. */
function windowOf(item: unknown) {
  return windowsOf({ limits: [item] })[0];
}

describe("parseUsage", () => {
  it("reads the shape of counts, in decimal text with nine fractional digits", () => {
    expect(parseUsage(sample, now)).toStrictEqual({
      plan: "Advanced",
      windows: [
        {
          kind: "five-hour",
          label: "5 hours",
          usedPercent: 69.5,
          counts: { limit: 200, used: 139, remaining: 61 },
          resetAt: capEnd,
        },
        {
          kind: "weekly",
          label: "week",
          usedPercent: 10.45,
          counts: { limit: 2048, used: 214, remaining: 1834 },
          resetAt: weekEnd,
        },
      ],
      wallet: null,
      parallelLimit: 10,
    });
  });

  it("reads the shape of parts of one", () => {
    expect(windowsOf({ usages: ratios })).toStrictEqual([
      { kind: "five-hour", label: "5 hours", usedPercent: 69.5, counts: null, resetAt: capEnd },
      { kind: "weekly", label: "week", usedPercent: 10.4, counts: null, resetAt: weekEnd },
      { kind: "monthly-total", label: "month", usedPercent: 30, counts: null, resetAt: null },
      { kind: "monthly-coding", label: "coding", usedPercent: 20, counts: null, resetAt: null },
    ]);
  });

  it("leaves out counts that do not agree with the part that is used", () => {
    expect(windowsOf({ ...sample, usages: { limit_5h: { used_ratio: 0.93 } } })).toMatchObject([
      { kind: "five-hour", usedPercent: 93, counts: null, resetAt: capEnd },
      { kind: "weekly", counts: { limit: 2048 } },
    ]);
  });

  it.each([
    {
      name: "the counts of the week",
      body: {
        usage: { limit: 100, used: 100, resetTime: "2026-01-09T15:23:13Z" },
        usages: { limit_7d: { used_ratio: 0 } },
      },
      expected: { kind: "weekly", usedPercent: 100 },
    },
    {
      name: "the ratio of the week",
      body: {
        usage: { limit: 100, used: 0, resetTime: "2026-01-09T15:23:13Z" },
        usages: { limit_7d: { used_ratio: 1 } },
      },
      expected: { kind: "weekly", usedPercent: 100 },
    },
    {
      name: "the counts of five hours",
      body: {
        limits: [
          {
            window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" },
            detail: { limit: "100", remaining: "0" },
          },
        ],
        usages: { limit_5h: { used_ratio: 0 } },
      },
      expected: { kind: "five-hour", usedPercent: 100 },
    },
    {
      name: "the ratio of five hours",
      body: {
        limits: [
          {
            window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" },
            detail: { limit: "100", remaining: "100" },
          },
        ],
        usages: { limit_5h: { used_ratio: 0.95 } },
      },
      expected: { kind: "five-hour", usedPercent: 95 },
    },
    {
      name: "another row of the week",
      body: {
        usage: { limit: 100, used: 3 },
        limits: [{ window: { duration: 7, timeUnit: "TIME_UNIT_DAY" }, detail: { limit: 100, used: 97 } }],
        usages: { limit_7d: { used_ratio: 0.5 } },
      },
      expected: { kind: "weekly", usedPercent: 97 },
    },
    {
      name: "what is left",
      body: { usage: { limit: 100, used: 0, remaining: 0 } },
      expected: { kind: "weekly", usedPercent: 100, counts: { limit: 100, used: 100, remaining: 0 } },
    },
    {
      name: "what is used",
      body: { usage: { limit: 100, used: 100, remaining: 100 } },
      expected: { kind: "weekly", usedPercent: 100, counts: { limit: 100, used: 100, remaining: 0 } },
    },
  ])("believes the fuller of two views: $name", ({ body, expected }) => {
    expect(windowsOf(body)).toMatchObject([expected]);
  });

  it("takes the reset of the fuller view, or of the other one where it has none", () => {
    const usages = { limit_7d: { used_ratio: 0.2, reset_time: "2026-01-06T13:33:02Z" } };
    const resetTime = "2026-01-09T15:23:13.716839300Z";
    expect(windowsOf({ usage: { limit: 100, used: 100, resetTime }, usages })).toMatchObject([
      { resetAt: weekEnd },
    ]);
    expect(windowsOf({ usage: { limit: 100, used: 100 }, usages })).toMatchObject([
      { usedPercent: 100, resetAt: capEnd },
    ]);
  });

  it("reads parts from the newer shape, and what it leaves out from the older one", () => {
    const newer = { limit_5h: { used_ratio: 0.7 }, limit_month_total: { used_ratio: 0.3 } };
    expect(windowsOf({ ...sample, usages: newer })).toMatchObject([
      { kind: "five-hour", usedPercent: 70, counts: { limit: 200 }, resetAt: capEnd },
      { kind: "weekly", usedPercent: 10.45, counts: { limit: 2048 } },
      { kind: "monthly-total", usedPercent: 30, counts: null },
    ]);
  });

  it.each([
    { name: "what is left", detail: { limit: "100", remaining: "75" }, used: 25 },
    { name: "more left than the limit", detail: { limit: 100, remaining: 120 }, used: 0 },
    { name: "the limit alone", detail: { limit: 100 }, used: 0 },
    { name: "both, the fuller one", detail: { limit: 100, used: 40, remaining: 75 }, used: 40 },
    { name: "less than nothing", detail: { limit: 100, used: -3 }, used: 0 },
    { name: "more than the limit", detail: { limit: 100, used: 130 }, used: 130 },
  ])("derives what is used from $name", ({ detail, used }) => {
    const window = windowOf({ detail });
    expect(window?.counts?.used).toBe(used);
    expect(window?.usedPercent).toBe(Math.min(100, used));
  });

  it.each([
    { duration: 300, timeUnit: "TIME_UNIT_MINUTE", kind: "five-hour", label: "5 hours" },
    { duration: "5", timeUnit: "TIME_UNIT_HOUR", kind: "five-hour", label: "5 hours" },
    { duration: 7, timeUnit: "TIME_UNIT_DAY", kind: "weekly", label: "week" },
    { duration: 1, timeUnit: "TIME_UNIT_WEEK", kind: "weekly", label: "week" },
    { duration: 120, timeUnit: "TIME_UNIT_MINUTE", kind: "other", label: "2 hours" },
    { duration: 90, timeUnit: "TIME_UNIT_MINUTE", kind: "other", label: "90 minutes" },
    { duration: 24, timeUnit: "TIME_UNIT_HOUR", kind: "other", label: "1 day" },
    { duration: 3, timeUnit: "TIME_UNIT_FORTNIGHT", kind: "other", label: "limit" },
    { duration: 0, timeUnit: "TIME_UNIT_HOUR", kind: "other", label: "limit" },
  ])("calls $duration $timeUnit $label", ({ duration, timeUnit, kind, label }) => {
    expect(windowOf({ window: { duration, timeUnit }, detail: { limit: 10 } })).toMatchObject({
      kind,
      label,
    });
  });

  it.each([
    { name: "Images" },
    { title: "Images" },
    { scope: "Images" },
    { name: " \u0007", title: "Images\u001B" },
  ])("calls a window of no known length what the service calls it: %j", (names) => {
    expect(windowOf({ ...names, limit: 10, used: 4 })).toMatchObject({ kind: "other", label: "Images" });
  });

  it.each(["reset_at", "resetAt", "reset_time", "resetTime"])("reads the reset from %s", (name) => {
    expect(windowOf({ limit: 10, [name]: "2026-01-06T14:33:02+01:00" })?.resetAt).toBe(capEnd);
  });

  it.each(["reset_in", "resetIn", "ttl", "window"])("reads the reset from %s, seconds from now", (name) => {
    expect(windowOf({ limit: 10, [name]: "90" })?.resetAt).toBe(now + 90_000);
  });

  it.each(["tomorrow", "2026-01-06", "2026-01-06T13:33:02", "2026-13-40T99:00:00Z", 12, null, {}])(
    "takes %j for no reset time",
    (resetTime) => {
      expect(windowOf({ limit: 10, resetTime })?.resetAt).toBeNull();
    },
  );

  it.each([null, "row", 3, [], {}, { detail: {} }, { detail: { limit: "0" } }, { limit: "many", used: "1" }])(
    "skips the broken row %j, and keeps the others",
    (row) => {
      expect(windowsOf({ limits: [row, { limit: 4, used: 1 }] })).toMatchObject([{ usedPercent: 25 }]);
    },
  );

  it("lets the fuller one of two rows for one window tell", () => {
    const rows = [
      { limit: 100, used: 10 },
      { limit: 100, used: 100 },
    ].map((detail) => ({ detail }));
    expect(windowsOf({ limits: rows })).toMatchObject([{ usedPercent: 100 }]);
  });

  it("says 100 % only of what is used up", () => {
    expect(windowOf({ limit: 100_000, used: 99_999 })?.usedPercent).toBeLessThan(100);
    expect(windowOf({ limit: 3, used: 3 })?.usedPercent).toBe(100);
  });

  it("rounds a part of a second to a reset to whole milliseconds", () => {
    expect(windowOf({ limit: 10, reset_in: 3599.1234 })?.resetAt).toBe(now + 3_599_123);
  });

  it.each([
    { level: "LEVEL_YEARLY_PRO", plan: "Yearly Pro" },
    { level: "LEVEL_BASIC", plan: "Basic" },
    { level: "LEVEL_UNSPECIFIED", plan: null },
    { level: "advanced\n", plan: null },
    { level: 3, plan: null },
  ])("calls the plan of $level $plan", ({ level, plan }) => {
    expect(parseUsage({ user: { membership: { level } } }, now)?.plan).toBe(plan);
  });

  it.each([null, "text", 3, [], {}, { error: { message: "no" } }, { usage: "x" }, { data: [] }])(
    "refuses the body %j",
    (body) => {
      expect(parseUsage(body, now)).toBeNull();
    },
  );
});
