import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "./endpoint.ts";
import { isObject, type JsonObject } from "./json.ts";

/** What a request patch needs to know beside the body that the host's adapter built. */
export interface PatchContext {
  readonly api: string;
  /** The id the service knows the model by. */
  readonly wireModelId: string;
  /** Whether the model is to reason; the service's Kimi Code models do unless told otherwise. */
  readonly thinking: boolean;
  /** The reasoning of earlier tool turns, by the id of a tool call that the turn made. */
  readonly reasoningByToolCallId: ReadonlyMap<string, string>;
}

/**
 * Sampling parameters that the service pins: it refuses other values with
 * `400 invalid temperature: only 1 is allowed for this model` (field reports, 2026-08), so none is sent.
 */
const PINNED_PARAMETERS: ReadonlySet<string> = new Set([
  "temperature",
  "top_p",
  "top_k",
  "n",
  "presence_penalty",
  "frequency_penalty",
]);

/** Reasoning controls of the OpenAI families; Kimi's own is `thinking`. */
const FOREIGN_REASONING_PARAMETERS: ReadonlySet<string> = new Set([
  "reasoning",
  "reasoning_effort",
  "enable_thinking",
]);

/**
 * Turns the body that the host's adapter built into the one that the Kimi Code service takes, on either dialect.
 *
 * The input is not changed. A body that is not an object, or is on another dialect, is returned as it came.
 */
export function patchRequest(body: unknown, context: PatchContext): unknown {
  if (!isObject(body)) return body;
  switch (context.api) {
    case OPENAI_DIALECT:
      return patchChatCompletions(body, context);
    case ANTHROPIC_DIALECT:
      return patchMessages(body, context);
    default:
      return { ...body, model: context.wireModelId };
  }
}

function patchChatCompletions(body: JsonObject, context: PatchContext): JsonObject {
  const { messages } = body;
  return {
    ...without(body, PINNED_PARAMETERS, FOREIGN_REASONING_PARAMETERS),
    model: context.wireModelId,
    thinking: { type: context.thinking ? "enabled" : "disabled" },
    ...(Array.isArray(messages)
      ? { messages: messages.map((message) => patchReplay(message, context)) }
      : undefined),
  };
}

/**
 * With thinking on, the service refuses an assistant message that called tools and lacks `reasoning_content`
 * (`400 thinking is enabled but reasoning_content is missing …`); an empty string is taken where the text is not
 * known (official clients, 2026-08).
 */
function patchReplay(message: unknown, context: PatchContext): unknown {
  if (!isObject(message) || message["role"] !== "assistant") return message;
  if (!context.thinking) return "reasoning_content" in message ? omit(message, "reasoning_content") : message;
  const calls = message["tool_calls"];
  if (!Array.isArray(calls) || calls.length === 0) return message;
  if (typeof message["reasoning_content"] === "string") return message;
  return { ...message, reasoning_content: knownReasoning(calls, context.reasoningByToolCallId) };
}

function knownReasoning(calls: readonly unknown[], reasoning: ReadonlyMap<string, string>): string {
  for (const call of calls) {
    const id = isObject(call) ? call["id"] : undefined;
    const text = typeof id === "string" ? reasoning.get(id) : undefined;
    if (text !== undefined) return text;
  }
  return "";
}

/**
 * On the Anthropic dialect the service takes `thinking` without a budget, and wants the reasoning of a tool turn back
 * as a thinking block without a signature (official client, 2026-08).
 */
function patchMessages(body: JsonObject, context: PatchContext): JsonObject {
  const { messages } = body;
  return {
    ...without(body, PINNED_PARAMETERS, FOREIGN_REASONING_PARAMETERS),
    model: context.wireModelId,
    thinking: { type: context.thinking ? "enabled" : "disabled" },
    ...(Array.isArray(messages)
      ? { messages: messages.map((message) => patchThinkingBlocks(message, context)) }
      : undefined),
  };
}

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

function without(body: JsonObject, ...sets: readonly ReadonlySet<string>[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !sets.some((set) => set.has(name))));
}

function omit(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
