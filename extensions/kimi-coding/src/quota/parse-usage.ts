import { FOREIGN_LIMITS, isObject, type JsonObject, printedLine } from "../kimi/index.ts";
import { numberOf } from "./usage-number.ts";
import { minutesOf, resetTimeOf } from "./usage-time.ts";
import { parseWallet, type Wallet } from "./wallet.ts";

/** Which quota a window is of. `other` is one of another length, which only its label tells. */
type WindowKind = "five-hour" | "weekly" | "monthly-total" | "monthly-coding" | "other";

/** What a plan allows in a time, and what of that is used. */
export interface UsageWindow {
  readonly kind: WindowKind;
  /** For people: `5 hours`, `week`. */
  readonly label: string;
  /** 0 to 100. */
  readonly usedPercent: number;
  /** `null` where the service tells parts alone. Its unit is the service's own: requests once, percents since 2026. */
  readonly counts: UsageCounts | null;
  /** When the window ends, in ms since the epoch; `null` where it is not told. */
  readonly resetAt: number | null;
}

export interface UsageCounts {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
}

/** What is left of a plan. */
export interface Usage {
  /** The name of the plan, from the membership level; `null` where it is not told. */
  readonly plan: string | null;
  /** The shortest first, at most one of each kind but `other`. */
  readonly windows: readonly UsageWindow[];
  readonly wallet: Wallet | null;
  /** How many requests may run at the same time; `null` where it is not told. */
  readonly parallelLimit: number | null;
}

const LABELS = {
  "five-hour": "5 hours",
  weekly: "week",
  "monthly-total": "month",
  "monthly-coding": "coding",
} as const satisfies Record<Exclude<WindowKind, "other">, string>;

const ORDER: readonly WindowKind[] = ["five-hour", "other", "weekly", "monthly-total", "monthly-coding"];

/** The windows of the newer shape (public payloads of 2026-09; the official client 2.1.0 reads this one alone). */
const RATIO_WINDOWS = {
  limit_5h: "five-hour",
  limit_7d: "weekly",
  limit_month_total: "monthly-total",
  limit_month_code: "monthly-coding",
} as const satisfies Record<string, keyof typeof LABELS>;

const FIVE_HOURS_MIN = 300;
const WEEK_MIN = 7 * 24 * 60;

/**
 * Reads the body of `GET /usages`, as of `now`, in either of the shapes that are in use: `usage` and `limits[]`
 * with counts (official clients, 2026-08), and `usages` with parts of one. Of two views of one window the fuller one is
 * right, of whichever shape: the other one was seen left at 0 (kimi-code#3951, oh-my-pi#12790; 2026-09). It gives the
 * reset as well, and the other one what it leaves out: the reset, and counts that agree.
 *
 * What is broken is left out. Returns `null` for a body of another shape.
 */
export function parseUsage(body: unknown, now: number): Usage | null {
  if (!isObject(body) || !isUsageBody(body)) return null;
  const { user, usage, limits, usages, parallel, boosterWallet } = body;
  const items: readonly unknown[] = Array.isArray(limits) ? limits.slice(0, FOREIGN_LIMITS.usageRows) : [];
  const counted = [
    parseCountedRow(usage, undefined, now, "weekly"),
    ...items.map((item) => parseItem(item, now)),
  ];
  // The newer shape first: of two views that are equally full, it tells.
  const views = [...parseRatios(usages, now), ...counted.filter((window) => window !== null)];
  const windows = merge(views.toSorted((one, other) => other.usedPercent - one.usedPercent));
  const membership = isObject(user) && isObject(user["membership"]) ? user["membership"]["level"] : undefined;
  return {
    plan: planName(membership),
    windows,
    wallet: parseWallet(boosterWallet),
    parallelLimit: isObject(parallel) ? numberOf(parallel["limit"]) : null,
  };
}

function isUsageBody({ user, usage, limits, usages, parallel, boosterWallet }: JsonObject): boolean {
  return Array.isArray(limits) || [user, usage, usages, parallel, boosterWallet].some(isObject);
}

function parseRatios(usages: unknown, now: number): UsageWindow[] {
  if (!isObject(usages)) return [];
  return Object.entries(RATIO_WINDOWS).flatMap(([name, kind]) => {
    const row = usages[name];
    const ratio = isObject(row) ? numberOf(row["used_ratio"]) : null;
    if (!isObject(row) || ratio === null) return [];
    const usedPercent = percentOf(ratio, 1);
    return [{ kind, label: LABELS[kind], usedPercent, counts: null, resetAt: resetTimeOf(row, now) }];
  });
}

/** An entry of `limits[]`, whose numbers are in `detail` or in itself. */
function parseItem(item: unknown, now: number): UsageWindow | null {
  if (!isObject(item)) return null;
  const { detail, window } = item;
  const row = isObject(detail) ? { ...item, ...detail } : item;
  return parseCountedRow(row, isObject(window) ? window : row, now);
}

function parseCountedRow(
  row: unknown,
  length: JsonObject | undefined,
  now: number,
  knownKind?: keyof typeof LABELS,
): UsageWindow | null {
  if (!isObject(row)) return null;
  const counts = parseCounts(row);
  if (counts === null) return null;
  const minutes = length === undefined ? null : minutesOf(length);
  const kind = knownKind ?? kindOf(minutes);
  const label = kind === "other" ? (nameOf(row) ?? lengthText(minutes) ?? "limit") : LABELS[kind];
  const usedPercent = percentOf(counts.used, counts.limit);
  return { kind, label, usedPercent, counts, resetAt: resetTimeOf(row, now) };
}

/**
 * What a row counts; `null` without a limit that can be used up.
 *
 * What is used may be left out, and is then what is missing from the limit (kimi-cli, 2026-07; the official client
 * of 2026-08 showed 0). Without that number either, nothing is used. Where both are told and contradict each other, the
 * fuller one is right here, too.
 */
function parseCounts(row: JsonObject): UsageCounts | null {
  const limit = numberOf(row["limit"]);
  if (limit === null || limit <= 0) return null;
  const left = numberOf(row["remaining"]);
  const missing = left === null ? 0 : Math.max(0, limit - left);
  const used = Math.max(numberOf(row["used"]) ?? 0, missing);
  return { limit, used, remaining: Math.max(0, limit - used) };
}

/** To a hundredth, so that 0.695 is 69.5 and not 69.499999. */
function percentOf(used: number, limit: number): number {
  if (used >= limit) return 100;
  return Math.min(99.99, Math.round((used / limit) * 10_000) / 100);
}

function kindOf(minutes: number | null): "five-hour" | "weekly" | "other" {
  if (minutes === FIVE_HOURS_MIN) return "five-hour";
  return minutes === WEEK_MIN ? "weekly" : "other";
}

function nameOf({ name, title, scope }: JsonObject): string | null {
  for (const text of [name, title, scope]) {
    const shown = printedLine(text, FOREIGN_LIMITS.windowNameChars);
    if (shown !== "") return shown;
  }
  return null;
}

function lengthText(minutes: number | null): string | null {
  if (minutes === null) return null;
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** One window for each kind, or for each label of the others: the first, fullest one tells, the next ones fill in. */
function merge(windows: readonly UsageWindow[]): UsageWindow[] {
  const merged = new Map<string, UsageWindow>();
  for (const window of windows) {
    const key = window.kind === "other" ? `other ${window.label}` : window.kind;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? window
        : {
            ...known,
            counts: known.counts ?? agreeingCounts(window, known),
            resetAt: known.resetAt ?? window.resetAt,
          },
    );
  }
  // The fullest ones: those are what ends a chat. Known kinds are few, and none is left out for another one.
  const rank = ({ kind, usedPercent }: UsageWindow) => (kind === "other" ? usedPercent : 101);
  return [...merged.values()]
    .toSorted((one, other) => rank(other) - rank(one))
    .slice(0, FOREIGN_LIMITS.usageWindows)
    .toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

/** Counts of the older shape, where they say the same as the newer one: figures that do not agree help nobody. */
function agreeingCounts(counted: UsageWindow, known: UsageWindow): UsageCounts | null {
  return Math.abs(counted.usedPercent - known.usedPercent) < 1 ? counted.counts : null;
}

/** `LEVEL_YEARLY_PRO` as `Yearly Pro`. The levels are known from third parties alone (2026-08), so none is refused. */
function planName(level: unknown): string | null {
  const words =
    typeof level === "string" && level.length <= FOREIGN_LIMITS.planNameChars
      ? /^LEVEL_([A-Z0-9]+(?:_[A-Z0-9]+){0,4})$/u.exec(level)?.[1]
      : undefined;
  if (words === undefined || words === "UNSPECIFIED") return null;
  return words
    .split("_")
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join(" ");
}
