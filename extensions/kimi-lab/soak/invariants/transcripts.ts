import { garblingFaults } from "../fault-kinds.ts";
import { findMarkers } from "../marker.ts";
import type { KeptMessage, RunRecord, SessionEnd, TurnRecord } from "../run-record.ts";
import { agents } from "../soak-agents.ts";
import { expectedWord } from "./answers.ts";
import { nameOf } from "./name-of.ts";

/** Every session goes on, and its transcript holds each message once and behind it the answer that the user saw. */
export function findWrongTranscripts({
  sessions,
  turns,
}: Pick<RunRecord, "sessions" | "turns">): readonly string[] {
  return sessions.flatMap((end) => [
    ...findReplayFaults(withoutGarbledMarkup(end, turns)),
    ...findMixture(end),
    ...turns
      .filter(({ turn }) => turn.session === end.session)
      .flatMap((record) => findLoss(end.messages, record)),
  ]);
}

/** Markup of a leaked call that the network has mixed up is text like any other, and stays. */
function withoutGarbledMarkup(end: SessionEnd, turns: readonly TurnRecord[]): SessionEnd {
  const isGarbled = turns.some(
    ({ turn }) =>
      turn.session === end.session &&
      turn.kind === "leaked tool call" &&
      turn.fault !== null &&
      garblingFaults.has(turn.fault.name),
  );
  return isGarbled
    ? { ...end, replayFaults: end.replayFaults.filter((fault) => !fault.endsWith("holds markup")) }
    : end;
}

function findReplayFaults({
  session,
  agent,
  lastState,
  lastStatuses,
  replayFaults,
}: SessionEnd): readonly string[] {
  const isSignedIn = agents.some(({ name, credential }) => name === agent && credential === "sign-in");
  // A token may end just before the turn. The plugin then renews it, and sends the request again.
  const isRenewed = (index: number) =>
    isSignedIn && lastStatuses[index] === 401 && lastStatuses[index + 1] === 200;
  const refused = lastStatuses.filter((status, index) => status !== 200 && !isRenewed(index));
  return [
    ...(lastState === "final"
      ? []
      : [`session ${session} does not go on: its last turn ended as ${lastState}`]),
    ...(refused.length === 0 && lastStatuses.length > 0
      ? []
      : [
          `the service answered the last turn of session ${session} with ${lastStatuses.join(" ") || "nothing"}`,
        ]),
    ...replayFaults.map((fault) => `session ${session} does not replay: ${fault}`),
  ];
}

function findMixture({ session, messages }: SessionEnd): readonly string[] {
  const foreign = messages
    .flatMap(({ text }) => findMarkers(text))
    .filter((seen) => seen.session !== session);
  return foreign.map(({ word }) => `the transcript of session ${session} holds ${word} of another session`);
}

function findLoss(
  messages: readonly KeptMessage[],
  { turn, outcome, storeTrouble }: TurnRecord,
): readonly string[] {
  if (storeTrouble !== null) return [];
  const isOfTurn = ({ role, text }: KeptMessage) =>
    role === "user" &&
    findMarkers(text, "said").some(
      ({ session, number }) => session === turn.session && number === turn.number,
    );
  const said = messages.filter(isOfTurn).length;
  if (said > 1) return [`the transcript holds the message of ${nameOf(turn)} ${said} times`];
  if (outcome !== "answered") return [];
  if (said === 0) return [`the transcript lacks the message of ${nameOf(turn)}`];
  const start = messages.findIndex(isOfTurn);
  const rest = messages.slice(start + 1);
  const next = rest.findIndex(({ role, text }) => role === "user" && findMarkers(text, "said").length > 0);
  const answers = rest.slice(0, next === -1 ? undefined : next).filter(({ role }) => role === "assistant");
  const isGarbled = turn.fault !== null && garblingFaults.has(turn.fault.name);
  const isKept = answers.some(({ text }) => text.includes(expectedWord(turn)));
  return isKept || isGarbled ? [] : [`the transcript lacks the answer to ${nameOf(turn)}`];
}
