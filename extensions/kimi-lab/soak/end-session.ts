import { messageText } from "../host/chat.ts";
import { findReplayFaults } from "../e2e/support/replay-rules.ts";
import { conversationOf, isMended, seenRequest } from "./harvest.ts";
import { sessionKeyOf } from "./marker.ts";
import { playTurn, type Stage } from "./play-turn.ts";
import type { SessionEnd } from "./run-record.ts";
import { agentOf } from "./soak-agents.ts";

/** Has one more turn in a session, without a fault, and looks at what is kept of the session then. */
export async function endSession(session: number, number: number, stage: Stage): Promise<SessionEnd> {
  const agent = agentOf(session).name;
  const { outcome, explanation } = await playTurn(
    { index: -1, session, number, kind: "text", fault: null },
    stage,
  );
  const requests = stage.simulator.inferences.filter((request) => {
    const seen = seenRequest(request, stage.simulator);
    return seen?.session === session && seen.numbers.at(-1) === number && !isMended(seen);
  });
  const last = requests.at(-1);
  const conversation = last === undefined ? undefined : conversationOf(last);
  const gateway = await stage.lives.current();
  const history = await gateway.history(sessionKeyOf(session, agent));
  return {
    session,
    agent,
    lastState: outcome === "answered" ? "final" : `${outcome}: ${explanation}`,
    lastStatuses: requests.map(({ status }) => status),
    replayFaults: conversation === undefined ? [] : findReplayFaults(conversation),
    messages: history.map((message) => ({ role: message.role, text: messageText(message) })),
  };
}
