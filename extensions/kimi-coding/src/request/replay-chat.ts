import { isObject, type JsonObject } from "../json.ts";
import { knownReasoning, mapMessages } from "./messages.ts";
import type { PatchContext } from "./patch.ts";

/** Gives the earlier messages of a `/chat/completions` body the form in which the service takes them back. */
export function patchChatReplay(body: JsonObject, context: PatchContext): JsonObject {
  return mapMessages(body, (message) => patchReasoning(message, context));
}

/**
 * With thinking on, the service refuses an assistant message that called tools and lacks `reasoning_content`
 * (`400 thinking is enabled but reasoning_content is missing …`); an empty string is taken where the text is not
 * known (official clients, 2026-08).
 */
function patchReasoning(message: unknown, context: PatchContext): unknown {
  if (!isObject(message) || message["role"] !== "assistant") return message;
  if (!context.thinking) return "reasoning_content" in message ? omit(message, "reasoning_content") : message;
  const calls = message["tool_calls"];
  if (!Array.isArray(calls) || calls.length === 0) return message;
  if (typeof message["reasoning_content"] === "string") return message;
  return { ...message, reasoning_content: knownReasoning(calls, context.reasoningByToolCallId) };
}

function omit(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
