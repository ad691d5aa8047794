import { parseChatRequest } from "../simulator/chat-request.ts";
import { turnText, type Conversation } from "../simulator/conversation.ts";
import { parseMessagesRequest } from "../simulator/messages-request.ts";
import type { RecordedRequest } from "../simulator/simulator.ts";
import { findMarkers } from "./marker.ts";
import type { SeenRequest } from "./run-record.ts";

/** The facts of a request that count afterwards; null for one that holds no message of a turn. */
export function seenRequest(request: RecordedRequest): SeenRequest | null {
  const conversation = conversationOf(request);
  if (conversation === undefined) return null;
  const users = conversation.turns.filter(({ role }) => role === "user").map(turnText);
  const said = users.flatMap((text) => findMarkers(text, "said"));
  const newest = said.at(-1);
  if (newest === undefined) return null;
  const all = findMarkers(JSON.stringify(request.body));
  return {
    session: newest.session,
    dialect: request.dialect,
    accountId: request.accountId,
    numbers: said.filter(({ session }) => session === newest.session).map(({ number }) => number),
    foreign: [...new Set(all.filter(({ session }) => session !== newest.session).map(({ word }) => word))],
    status: request.status,
  };
}

/** The conversation that a request holds, in either dialect. */
export function conversationOf({ dialect, body }: RecordedRequest): Conversation | undefined {
  if (dialect === null) return undefined;
  return dialect === "anthropic" ? parseMessagesRequest(body) : parseChatRequest(body);
}
