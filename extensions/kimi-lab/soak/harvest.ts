import { parseChatRequest } from "../simulator/chat-request.ts";
import { turnText, type Conversation } from "../simulator/conversation.ts";
import { parseMessagesRequest } from "../simulator/messages-request.ts";
import type { RecordedRequest, Simulator } from "../simulator/simulator.ts";
import { findMarkers } from "./marker.ts";
import type { SeenRequest } from "./run-record.ts";

const reference = /"ms:\/\/([\w-]+)"/gu;
/**
 * How 2026.9.6 asks in words of its own behind an answer without a word, and behind one that fell silent in the middle.
 * In the same request it then sends the images of the message twice: with the message, and with its own words (seen
 * 2026-11, with any provider's adapter).
 */
const askedAgain =
  /did not produce a user-visible answer\. Continue from |Continue the current task from the existing transcript, /u;

/** The facts of a request that count afterwards; null for one that holds no message of a turn. */
export function seenRequest(
  request: RecordedRequest,
  service: Pick<Simulator, "hasFile">,
): SeenRequest | null {
  const conversation = conversationOf(request);
  if (conversation === undefined) return null;
  const users = conversation.turns.filter(({ role }) => role === "user").map(turnText);
  const said = users.flatMap((text) => findMarkers(text, "said"));
  const newest = said.at(-1);
  if (newest === undefined) return null;
  const body = JSON.stringify(request.body);
  const all = findMarkers(body);
  const references = [...body.matchAll(reference)].flatMap(([, id]) => id ?? []);
  return {
    session: newest.session,
    dialect: request.dialect,
    accountId: request.accountId,
    numbers: said.filter(({ session }) => session === newest.session).map(({ number }) => number),
    foreign: [...new Set(all.filter(({ session }) => session !== newest.session).map(({ word }) => word))],
    status: request.status,
    isForgotten: references.some((id) => !service.hasFile(request.accountId ?? "", id)),
    isAskedAgain: users.some((text) => askedAgain.test(text)),
  };
}

/** The conversation that a request holds, in either dialect. */
export function conversationOf({ dialect, body }: RecordedRequest): Conversation | undefined {
  if (dialect === null) return undefined;
  return dialect === "anthropic" ? parseMessagesRequest(body) : parseChatRequest(body);
}

/** Whether a request was refused for an image that the service has forgotten. The plugin uploads that again, and goes on. */
export function isMended({ status, isForgotten }: Pick<SeenRequest, "status" | "isForgotten">): boolean {
  return status === 400 && isForgotten;
}
