import type { Delta, DeltasReply, FinishReason, ScriptedToolCall } from "./reply.ts";

/** A family of models, by how it writes tool calls. */
export type MarkupFamily = "k2" | "k3";

/** An answer in which the service lets its own tool-call tokens through as text (reference 7.3). */
export interface Leak {
  readonly before?: string;
  readonly calls: readonly ScriptedToolCall[];
  readonly after?: string;
  /** Whose tokens they are; K2's by default. */
  readonly family?: MarkupFamily;
  /** Where the tokens appear; text by default. */
  readonly channel?: "text" | "reasoning";
  /** Calls that come as calls, behind the leak. */
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Length of a delta in code units, 24 by default: tokens, escapes and surrogate pairs are cut anywhere. */
  readonly cut?: number;
  /** As reported, `tool_calls` although there are none (the default); some answers end in `stop`. */
  readonly finishReason?: FinishReason;
}

/** Scripts such an answer. */
export function leakedReply(leak: Leak): DeltasReply {
  const { before = "", calls, after = "", channel = "text", toolCalls = [], cut = 24 } = leak;
  const text = before + leakedTurn(calls, leak) + after;
  const pieces = Array.from({ length: Math.ceil(text.length / cut) }, (_, index): Delta => {
    return { kind: channel, text: text.slice(index * cut, (index + 1) * cut) };
  });
  const native = toolCalls.map(({ name, arguments: args, id }, index): Delta => {
    const json = typeof args === "string" ? args : JSON.stringify(args);
    return { kind: "toolCall", index, id: id ?? `${name}:${calls.length + index}`, name, arguments: json };
  });
  return { kind: "deltas", steps: [...pieces, ...native], finishReason: leak.finishReason ?? "tool_calls" };
}

/** The family that a model belongs to. */
export function markupFamily(model: string): MarkupFamily {
  return /^k3(?:$|[^a-z0-9])/iu.test(model) ? "k3" : "k2";
}

/**
 * What a server lets through of a turn behind what is said in it. K3 ends the channel that the prompt opened for it,
 * and the message; the close of its reasoning is what it leaves out where a call lands there (vLLM 53246, 2026).
 */
export function leakedTurn(
  calls: readonly ScriptedToolCall[],
  { family = "k2", channel = "text" }: Pick<Leak, "family" | "channel">,
): string {
  if (family === "k2") return toolCallTokens(calls);
  const step = channel === "text" ? closeTag("response") : "";
  return step + toolCallTags(calls) + closeTag("message");
}

/** A turn of K3 whose answer stays in the reasoning, with what frames it. */
export function answerInReasoning(thought: string, answer: string): string {
  const [think, response, message] = ["think", "response", "message"].map(closeTag);
  return `${thought}${think}${openTag("response")}${answer}${response}${message}`;
}

/** Tool calls as K3 writes them: each argument in a tag of its own, strings as they are, all else as JSON. */
function toolCallTags(calls: readonly ScriptedToolCall[]): string {
  const written = calls.map(({ name, arguments: args }, index) => {
    const children =
      typeof args === "string"
        ? [openTag("json", { type: "object" }) + args + closeTag("json")]
        : Object.entries(args).map(([key, value]) => argumentTags(key, value));
    const head = openTag("call", { tool: name, index: String(index + 1) });
    return head + children.join("") + closeTag("call");
  });
  return openTag("tools") + written.join("") + closeTag("tools");
}

function argumentTags(key: string, value: unknown): string {
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const body = typeof value === "string" ? value : JSON.stringify(value);
  return openTag("argument", { key, type: kind }) + body + closeTag("argument");
}

function openTag(name: string, attributes: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  return `<|open|>${name}${written.join("")}<|sep|>`;
}

function closeTag(name: string): string {
  return `<|close|>${name}<|sep|>`;
}

function escapeAttribute(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

/** Tool calls as the models of the K2 family write them, with its special tokens. */
function toolCallTokens(calls: readonly ScriptedToolCall[]): string {
  const written = calls.map(({ name, arguments: args, id }, index) => {
    const json = typeof args === "string" ? args : JSON.stringify(args);
    const header = id ?? `functions.${name}:${index}`;
    return `<|tool_call_begin|>${header}<|tool_call_argument_begin|>${json}<|tool_call_end|>`;
  });
  return `<|tool_calls_section_begin|>${written.join("")}<|tool_calls_section_end|>`;
}
