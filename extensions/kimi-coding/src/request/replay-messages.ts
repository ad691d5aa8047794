import { isObject, type JsonObject } from "../json.ts";
import { knownReasoning, mapMessages } from "./messages.ts";
import type { PatchContext } from "./patch.ts";

/** Gives the earlier messages of a `/messages` body the form in which the service takes them back. */
export function patchMessagesReplay(body: JsonObject, context: PatchContext): JsonObject {
  return mapMessages(body, (message) => patchThinkingBlocks(message, context));
}

/** The service wants the reasoning of a tool turn back as a thinking block without a signature (official client, 2026-08). */
function patchThinkingBlocks(message: unknown, context: PatchContext): unknown {
  if (!isObject(message) || message["role"] !== "assistant" || !Array.isArray(message["content"]))
    return message;
  const content: readonly unknown[] = message["content"];
  if (!context.thinking) {
    return content.some(isThinking)
      ? { ...message, content: content.filter((block) => !isThinking(block)) }
      : message;
  }
  const calls = content.filter((block) => hasType(block, "tool_use"));
  if (calls.length === 0 || content.some(isThinking)) return message;
  const thinking = knownReasoning(calls, context.reasoningByToolCallId);
  // Hosts write reasoning that has no signature as text; it is not said twice.
  const others = content.filter((block) => !isObject(block) || thinking === "" || block["text"] !== thinking);
  return { ...message, content: [{ type: "thinking", thinking }, ...others] };
}

function isThinking(block: unknown): boolean {
  return hasType(block, "thinking");
}

function hasType(block: unknown, type: string): boolean {
  return isObject(block) && block["type"] === type;
}
