import { faults, type Fault } from "./faults.ts";

/** How much of its quota an account has used, by name. */
export type QuotaName = keyof typeof quotas;

/** What an account's usage is reported as, and how inference is refused once it is used up. */
interface Quota {
  /** One line for `--help`. */
  readonly about: string;
  /** The body of `GET /usages`. */
  readonly report: (facts: ReportFacts) => object;
  readonly refusal?: Fault;
}

/** When the windows that are open now end, as RFC 3339 with nine fractional digits, and what else is told of the account. */
interface ReportFacts {
  readonly fiveHours: string;
  readonly week: string;
  readonly month: string;
  /** Requests that it may have under way, in decimal text. */
  readonly parallel: string;
}

/** The sample of the protocol notes: counts in decimal text, a wallet, an empty object (official clients, 2026-08). */
const counts =
  (usedOfFiveHours: number, usedOfWeek: number) =>
  ({ fiveHours, week, parallel }: ReportFacts) => ({
    user: { membership: { level: "LEVEL_ADVANCED" } },
    usage: { ...countsOf(2048, usedOfWeek), resetTime: week },
    limits: [
      {
        window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" },
        detail: { ...countsOf(200, usedOfFiveHours), resetTime: fiveHours },
      },
    ],
    parallel: { limit: parallel },
    totalQuota: {},
  });

function countsOf(limit: number, used: number) {
  return { limit: String(limit), used: String(used), remaining: String(limit - used) };
}

const wallet = {
  id: "wallet_1",
  balance: { type: "BOOSTER", amount: "20000000000", amountLeft: "10000000000", unit: "UNIT_CURRENCY" },
  monthlyChargeLimitEnabled: true,
  monthlyChargeLimit: { currency: "USD", priceInCents: "20000" },
  monthlyUsed: { currency: "USD", priceInCents: "5000" },
};

/** The shape of September 2026: parts of one, by window. */
const ratios =
  (fiveHours: number, week: number, month: number, code: number) =>
  (times: ReportFacts): { readonly usages: object } => ({
    usages: {
      limit_5h: { used_ratio: fiveHours, reset_time: times.fiveHours },
      limit_7d: { used_ratio: week, reset_time: times.week },
      limit_month_total: { used_ratio: month, reset_time: times.month },
      limit_month_code: { used_ratio: code, reset_time: times.month },
    },
  });

/** Percents in place of counts, and in each window only two of the three numbers. */
const percents =
  (fiveHours: number, week: number) =>
  (times: ReportFacts): object => ({
    user: { membership: { level: "LEVEL_STANDARD" } },
    usage: { limit: "100", remaining: String(100 - week), resetTime: times.week },
    limits: [
      {
        window: { duration: 5, timeUnit: "TIME_UNIT_HOUR" },
        detail: { limit: "100", remaining: String(100 - fiveHours), resetTime: times.fiveHours },
      },
    ],
  });

/** The counts that belong to these parts, and the parts. */
const both =
  (...[fiveHours, week, ...months]: Parameters<typeof ratios>) =>
  (times: ReportFacts): object => ({
    ...counts(Math.round(200 * fiveHours), Math.round(2048 * week))(times),
    ...ratios(fiveHours, week, ...months)(times),
    boosterWallet: wallet,
  });

/**
 * Two views of the same windows that contradict each other: the rows of the older shape, and the ratios. In what was
 * seen the ratios were those left at 0 (kimi-code#3951; oh-my-pi#12790, a live body of 2026-09-29); the fuller view is
 * the right one.
 */
const contradiction =
  (rows: { readonly fiveHours: number; readonly week: number }, ratio: number) =>
  ({ fiveHours, week }: ReportFacts): object => ({
    usage: { limit: "100", used: String(rows.week), remaining: String(100 - rows.week), resetTime: week },
    limits: [
      {
        window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" },
        detail: { limit: "100", remaining: String(100 - rows.fiveHours), resetTime: fiveHours },
      },
    ],
    usages: { limit_5h: { used_ratio: ratio }, limit_7d: { used_ratio: ratio } },
  });

/** What accounts can have used. The shapes are those that have been seen; which account gets which is not known. */
export const quotas = {
  ratios: { about: "the newer form: parts of one", report: ratios(0.25, 0.5, 0.3, 0.2) },
  counts: { about: "the older form: counts of requests", report: counts(139, 214) },
  percents: { about: "the older form: percents, without the used part", report: percents(25, 40) },
  both: { about: "both forms at once, with a booster wallet", report: both(0.695, 0.104, 0.3, 0.2) },
  nearlyUsedUp: {
    about: "93% of the 5-hour limit is used; inference still answers",
    report: both(0.93, 0.5, 0.3, 0.2),
  },
  exhausted: {
    about: "the 5-hour limit is used up, and inference is refused",
    report: both(1, 0.5, 0.3, 0.2),
    // The 5-hour cap comes in the words of the billing cycle (kimi-code#2121).
    refusal: faults.billingCycleLimit,
  },
  weekExhausted: {
    about: "the weekly limit is used up, and inference is refused",
    report: percents(12, 100),
    refusal: faults.weeklyLimit,
  },
  weekUsedRatioZero: {
    about: "the week is used up, but its ratio is 0; inference is refused",
    report: contradiction({ fiveHours: 0, week: 100 }, 0),
    refusal: faults.weeklyLimit,
  },
  fiveHoursUsedRatioZero: {
    about: "the 5 hours are used up, but their ratio is 0; inference is refused",
    report: contradiction({ fiveHours: 100, week: 40 }, 0),
    refusal: faults.fiveHourLimit,
  },
  nearlyUsedUpRatioZero: {
    about: "95 % of the week are used, but its ratio is 0; inference still answers",
    report: contradiction({ fiveHours: 10, week: 95 }, 0),
  },
  // The other way round: not seen.
  ratioUsedRowsZero: {
    about: "both windows are used up by their ratios, but not by their rows; inference is refused",
    report: contradiction({ fiveHours: 0, week: 0 }, 1),
    refusal: faults.weeklyLimit,
  },
  odd: {
    about: "broken rows and rows with other names, beside a good one",
    report: ({ fiveHours }) => ({
      user: {},
      usage: { limit: "many", used: null },
      limits: [
        null,
        "row",
        {},
        { detail: { limit: "0", used: "0" } },
        { window: { duration: 300, timeUnit: "TIME_UNIT_MINUTE" }, detail: { limit: 200, used: 50 } },
        { title: "Images", limit: "10", used: "4", reset_in: 3600 },
        { name: "Files", detail: { limit: "10", remaining: "9", reset_at: fiveHours } },
      ],
      usages: { limit_5h: {}, limit_7d: { used_ratio: "x" } },
      boosterWallet: { balance: { type: "GIFT", amount: "1" } },
    }),
  },
  nothing: { about: "an empty answer", report: () => ({}) },
} as const satisfies Record<string, Quota>;

const HOUR_MS = 3_600_000;
/** Windows open when the process starts, and then one after the other. */
const startedAt = Date.now();

/** What a capture of 2026-08 tells of an account's requests under way. */
const USUAL_PARALLEL = 10;

/** The body of `GET /usages`; `concurrentRequests` is infinite where the simulator does not count them. */
export function usageReport(name: QuotaName, now: number, concurrentRequests: number): object {
  return quotas[name].report({
    parallel: String(Number.isFinite(concurrentRequests) ? concurrentRequests : USUAL_PARALLEL),
    fiveHours: endOfWindow(5 * HOUR_MS, now),
    week: endOfWindow(7 * 24 * HOUR_MS, now),
    month: endOfWindow(30 * 24 * HOUR_MS, now),
  });
}

/** How inference is refused to an account; `undefined` where there is something left. */
export function quotaRefusal(name: QuotaName): Fault | undefined {
  const quota: Quota = quotas[name];
  return quota.refusal;
}

function endOfWindow(lengthMs: number, now: number): string {
  const passed = Math.floor(Math.max(0, now - startedAt) / lengthMs);
  const end = new Date(startedAt + (passed + 1) * lengthMs).toISOString();
  return end.replace("Z", "839300Z");
}
