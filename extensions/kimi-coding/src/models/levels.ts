import type { ThinkingKind } from "./thinking-kind.ts";

/**
 * OpenClaw's thinking levels by their strength: the ranks that OpenClaw itself gives them (2026.9.6). Efforts of the
 * service have the names of levels, and with a name its strength.
 */
const STRENGTHS = {
  off: 0,
  minimal: 10,
  low: 20,
  medium: 30,
  high: 40,
  xhigh: 60,
  max: 70,
  ultra: 80,
} as const;

/** The level that leaves the effort to the model. */
export const ADAPTIVE = "adaptive";

type RankedLevel = keyof typeof STRENGTHS;

/** The levels that a host's model can map to values of its own. */
const EFFORT_LEVELS = ["minimal", "low", "medium", "high", "xhigh", "max"] as const satisfies RankedLevel[];
type EffortLevel = (typeof EFFORT_LEVELS)[number];

/** The reasoning that a request asks for. */
export interface WireThinking {
  readonly type: "enabled" | "disabled";
  /** One of the model's efforts; undefined for a model that has none. */
  readonly effort: string | undefined;
}

/** A level that `/think` offers, as `resolveThinkingProfile` returns it. */
interface OfferedLevel {
  readonly id: RankedLevel;
  /** Weakest of the levels that mean the same on the wire: the host downgrades by it. */
  readonly rank?: number;
}

/** What `/think` offers for a model, and its level where nobody chose one. */
export interface OfferedLevels {
  readonly levels: readonly OfferedLevel[];
  /** Null where the model's default effort has no level's name. */
  readonly defaultLevel: RankedLevel | null;
}

/** Whether a text names a level that has a strength. */
function isRanked(name: string): name is RankedLevel {
  return Object.hasOwn(STRENGTHS, name);
}

/** Whether a text asks something of this kind of model: a level of OpenClaw's, or one of the model's own efforts. */
export function isWish(wish: string, kind: ThinkingKind): boolean {
  return wish === ADAPTIVE || isRanked(wish) || kind.efforts.includes(wish);
}

/**
 * What a level, or an effort by its own name, is on the wire for this kind of model.
 *
 * A level that is not an effort of the model's becomes the weakest effort that is stronger, else the strongest: what is
 * asked for is not undercut. `off` on a model that always reasons is its weakest. No wish at all is the model's default.
 */
export function wireThinking(kind: ThinkingKind, wish: string = ADAPTIVE): WireThinking {
  if (kind.never === true || (wish === "off" && !kind.always)) return { type: "disabled", effort: undefined };
  return { type: "enabled", effort: effortFor(kind, wish) };
}

/** What `/think` is to offer: exactly what differs on the wire. */
export function offeredLevels(kind: ThinkingKind): OfferedLevels {
  if (kind.never === true) return { levels: [{ id: "off" }], defaultLevel: "off" };
  const off: readonly OfferedLevel[] = kind.always ? [] : [{ id: "off" }];
  const efforts = rankedEfforts(kind);
  // The host stores `on` as `low` and shows it so in its footer: another label here would be a second word for it.
  if (efforts.length === 0) return { levels: [...off, { id: "low" }], defaultLevel: "low" };
  const levels = efforts.map((id, index) => ({ id, rank: weakestAbove(efforts[index - 1] ?? "off") }));
  const defaultLevel = efforts.find((effort) => effort === defaultEffort(kind)) ?? null;
  return { levels: [...off, ...levels], defaultLevel };
}

/**
 * The levels that become an effort of this kind of model, with that effort; none for a model without efforts.
 * A host that finds no `xhigh` or `max` here takes such a level back to `high` before it makes the request (2026.9.6).
 */
export function effortsByLevel(kind: ThinkingKind): Partial<Record<EffortLevel, string>> {
  return Object.fromEntries(
    EFFORT_LEVELS.flatMap((level) => {
      const effort = effortFor(kind, level);
      return effort === undefined ? [] : [[level, effort] as const];
    }),
  );
}

function effortFor(kind: ThinkingKind, wish: string): string | undefined {
  if (kind.efforts.includes(wish)) return wish;
  const efforts = rankedEfforts(kind);
  if (!isRanked(wish)) return defaultEffort(kind);
  return (
    efforts.find((effort) => STRENGTHS[effort] > STRENGTHS[wish]) ?? efforts.at(-1) ?? defaultEffort(kind)
  );
}

/** The default where the list has it, else the list's middle, as the official client does (2026-08). */
function defaultEffort({ efforts, defaultEffort }: ThinkingKind): string | undefined {
  if (defaultEffort !== null && efforts.includes(defaultEffort)) return defaultEffort;
  return efforts[Math.floor(efforts.length / 2)];
}

/** The efforts that have a level's name, the weakest first. */
function rankedEfforts({ efforts }: ThinkingKind): RankedLevel[] {
  return efforts
    .filter(isRanked)
    .filter((effort) => effort !== "off")
    .toSorted((a, b) => STRENGTHS[a] - STRENGTHS[b]);
}

function weakestAbove(level: RankedLevel): number {
  return Math.min(...Object.values(STRENGTHS).filter((strength) => strength > STRENGTHS[level]));
}
