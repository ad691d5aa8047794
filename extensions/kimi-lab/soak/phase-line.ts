import type { Sample } from "./measure.ts";
import type { TurnRecord } from "./run-record.ts";
import type { Phase } from "./schedule.ts";

/** How a phase went, in a line. */
export function describePhase(
  { trouble }: Phase,
  turns: readonly TurnRecord[],
  sample: Sample | null,
): string {
  const count = (outcome: TurnRecord["outcome"]) =>
    turns.filter((record) => record.outcome === outcome).length;
  const memory =
    sample === null ? "" : `, RSS ${megabytes(sample.rssBytes)}, heap ${megabytes(sample.heapBytes)}`;
  return `${trouble ?? "no trouble"}: ${count("answered")} answered, ${count("error")} errors, ${count("cut")} cut, ${count("hung")} hung${memory}`;
}

/** Bytes as a table shows them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
