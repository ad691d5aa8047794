import { garblingFaults } from "../fault-kinds.ts";
import { findMarkers, imageSizeOf, markersOf } from "../marker.ts";
import type { RunRecord } from "../run-record.ts";
import type { Turn } from "../schedule.ts";
import { nameOf } from "./name-of.ts";

/** Every answer brings back what its turn asked for, once, and nothing of another session. */
export function findWrongAnswers({
  turns,
  requests,
}: Pick<RunRecord, "turns" | "requests">): readonly string[] {
  // The host's second question has the images of the message twice: the answer is right where it counts both.
  const twice = new Set(
    requests.flatMap(({ isAskedAgain, session, numbers }) =>
      isAskedAgain ? [`${session} ${numbers.at(-1)}`] : [],
    ),
  );
  return turns.flatMap(({ turn, outcome, text }) => {
    if (outcome !== "answered") return [];
    const foreign = findMarkers(text).filter(({ session }) => session !== turn.session);
    const count = text.split(expectedWord(turn)).length - 1;
    const most = turn.kind === "image" && twice.has(`${turn.session} ${turn.number}`) ? 2 : 1;
    const isGarbled = turn.fault !== null && garblingFaults.has(turn.fault.name);
    return [
      ...foreign.map(({ word }) => `the answer to ${nameOf(turn)} holds ${word} of another session`),
      ...(count === 0 && !isGarbled
        ? [`the answer to ${nameOf(turn)} lacks ${expectedWord(turn)}: ${JSON.stringify(text)}`]
        : []),
      ...(count > most && !isGarbled
        ? [
            `the answer to ${nameOf(turn)} holds ${expectedWord(turn)} ${count} times: ${JSON.stringify(text)}`,
          ]
        : []),
    ];
  });
}

/** What only the right answer to a turn holds. */
export function expectedWord(turn: Turn): string {
  const { said, found } = markersOf(turn);
  if (turn.kind === "text") return said;
  if (turn.kind !== "image") return found;
  const { width, height } = imageSizeOf(turn);
  return `a ${width}x${height} PNG`;
}
