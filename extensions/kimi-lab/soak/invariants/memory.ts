import type { Sample } from "../measure.ts";
import type { RunRecord } from "../run-record.ts";

/** Samples of a gateway that warms up: code and caches are loaded by the first turns of each kind. */
const WARM_UP_SAMPLES = 2;
/** Fewer say nothing of growth. */
const LEAST_SAMPLES = 3;

/**
 * What a turn may leave in a gateway: most of it is code that V8 compiles, and answers that OpenClaw 2026.9.6 keeps for
 * ten minutes. See the measurements in `docs/development.md`.
 */
const memoryBounds = { heapBytesPerTurn: 160 * 1024, sockets: 24, timers: 24 } as const;

/** The memory of a gateway at rest does not grow with its turns, nor do its sockets and timers. */
export function findGrowth({ samples }: Pick<RunRecord, "samples">): readonly string[] {
  return livesOf(samples).flatMap(findGrowthOfLife);
}

function findGrowthOfLife(life: readonly Sample[]): readonly string[] {
  const [first] = life;
  const last = life.at(-1);
  if (first === undefined || last === undefined || life.length < LEAST_SAMPLES) return [];
  const turns = Math.max(1, last.turns - first.turns);
  const perTurn = (last.heapBytes - first.heapBytes) / turns;
  const name = `the gateway of life ${last.life}`;
  const problems: string[] = [];
  if (perTurn > memoryBounds.heapBytesPerTurn) {
    problems.push(`${name} keeps ${Math.round(perTurn / 1024)} KB of each turn, over ${turns} turns`);
  }
  if (last.sockets > first.sockets + memoryBounds.sockets) {
    problems.push(`${name} has ${last.sockets} sockets open, after ${first.sockets}`);
  }
  if (timersOf(last) > timersOf(first) + memoryBounds.timers) {
    problems.push(`${name} has ${timersOf(last)} timers, after ${timersOf(first)}`);
  }
  return problems;
}

function timersOf({ resources }: Sample): number {
  return resources["Timeout"] ?? 0;
}

/** The samples of each gateway that is warm. */
function livesOf(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const lives = new Set(samples.map(({ life }) => life));
  return [...lives].map((life) => samples.filter((sample) => sample.life === life).slice(WARM_UP_SAMPLES));
}
