import { parseChatRequest } from "../../simulator/chat-request.ts";
import { turnText, type Conversation, type Turn } from "../../simulator/conversation.ts";
import { parseMessagesRequest } from "../../simulator/messages-request.ts";
import type { RecordedRequest } from "../../simulator/simulator.ts";

/** The conversation that a recorded request holds, whichever dialect it came in. */
export function readConversation({ dialect, body }: RecordedRequest): Conversation {
  const conversation = dialect === "anthropic" ? parseMessagesRequest(body) : parseChatRequest(body);
  if (conversation === undefined) throw new Error("The request has not the shape that its endpoint takes.");
  return conversation;
}

/**
 * What is wrong with the earlier turns that a request holds, in words. Stricter than the service: it lets some of
 * this pass, and answers worse for it.
 */
export function findReplayFaults(conversation: Conversation): readonly string[] {
  const { turns, thinking } = conversation;
  return [
    ...turns.flatMap(findBlank),
    ...turns.flatMap((turn) => findMisplacedReasoning(turn, thinking ?? true)),
    ...findRepeatedIds(turns),
    ...findUnpaired(turns),
    ...turns.filter((turn) => turnText(turn).includes("<|")).map((turn) => `turn ${turn.index} holds markup`),
  ];
}

function findBlank(turn: Turn): readonly string[] {
  const blank = turn.parts.some((part) => part.kind === "text" && part.text.trim() === "");
  const hasCalls = turn.role === "assistant" && turn.toolCalls.length > 0;
  // A tool may have nothing to say.
  const isEmpty = turn.parts.length === 0 && !hasCalls && turn.role !== "tool";
  return [
    ...(blank ? [`turn ${turn.index} (${turn.role}) has a blank text`] : []),
    ...(isEmpty ? [`turn ${turn.index} (${turn.role}) is empty`] : []),
  ];
}

function findMisplacedReasoning(turn: Turn, thinking: boolean): readonly string[] {
  if (turn.role !== "assistant") return [];
  if (!thinking)
    return turn.reasoning === undefined ? [] : [`turn ${turn.index} has reasoning, thinking is off`];
  if (turn.toolCalls.length === 0 || turn.reasoning !== undefined) return [];
  return [`turn ${turn.index} calls a tool and has no reasoning, thinking is on`];
}

function findRepeatedIds(turns: readonly Turn[]): readonly string[] {
  const ids = turns.flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls.map(({ id }) => id) : []));
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `the tool-call id ${id} is not unique`);
}

/** Results come right behind their turn, each call has one, and nothing else has. */
function findUnpaired(turns: readonly Turn[]): readonly string[] {
  return turns.flatMap((turn, index) => {
    if (turn.role === "tool") return [];
    const next = turns.findIndex((later, place) => place > index && later.role !== "tool");
    const results = turns.slice(index + 1, next === -1 ? undefined : next);
    const answered = results.map((result) => (result.role === "tool" ? result.toolCallId : ""));
    const called = turn.role === "assistant" ? turn.toolCalls.map(({ id }) => id) : [];
    return answered.toSorted().join() === called.toSorted().join()
      ? []
      : [`turn ${turn.index} calls [${called.join()}] and is answered for [${answered.join()}]`];
  });
}
