import { turnImages, turnText, type Conversation, type Turn } from "./conversation.ts";

const CHARACTERS_PER_TOKEN = 4;
/** Flat price of an image, whatever its size. */
const IMAGE_TOKENS = 1024;

/** A crude, repeatable count: four characters to a token. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** Tokens of the request: text and reasoning of every turn, images flat, tool definitions as JSON. */
export function estimatePromptTokens(conversation: Conversation): number {
  const tools = conversation.tools.length === 0 ? "" : JSON.stringify(conversation.tools);
  return sumTokens(conversation.turns) + estimateTextTokens(tools);
}

/** Tokens that a prefix cache would serve: everything up to the last assistant turn. */
export function estimateCachedTokens(conversation: Conversation): number {
  const last = conversation.turns.findLastIndex((turn) => turn.role === "assistant");
  return sumTokens(conversation.turns.slice(0, last + 1));
}

function sumTokens(turns: readonly Turn[]): number {
  return turns.reduce((total, turn) => total + turnTokens(turn), 0);
}

function turnTokens(turn: Turn): number {
  const reasoning = turn.role === "assistant" ? (turn.reasoning ?? "") : "";
  return estimateTextTokens(turnText(turn) + reasoning) + turnImages(turn).length * IMAGE_TOKENS;
}
