import { garblingFaults } from "../fault-kinds.ts";
import { knownError } from "../known-errors.ts";
import type { RunRecord } from "../run-record.ts";
import { nameOf } from "./name-of.ts";

/** Every turn ended in an answer or in an error that says what happened. */
export function findUnendedTurns({ turns }: Pick<RunRecord, "turns">): readonly string[] {
  return turns.flatMap((record) => {
    const { turn, outcome, explanation } = record;
    if (outcome === "hung") return [`${nameOf(turn)} never ended`];
    const isGarbled = turn.fault !== null && garblingFaults.has(turn.fault.name);
    if (outcome === "error" && !isGarbled && knownError(record) === null) {
      return [`${nameOf(turn)} ended without an explanation that is known: ${JSON.stringify(explanation)}`];
    }
    return [];
  });
}
