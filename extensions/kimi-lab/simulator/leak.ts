import type { Delta, DeltasReply, FinishReason, ScriptedToolCall } from "./reply.ts";

/** An answer in which the service lets its own tool-call tokens through as text (reference 7.3). */
export interface Leak {
  readonly before?: string;
  readonly calls: readonly ScriptedToolCall[];
  readonly after?: string;
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
  const text = before + toolCallTokens(calls) + after;
  const pieces = Array.from({ length: Math.ceil(text.length / cut) }, (_, index): Delta => {
    return { kind: channel, text: text.slice(index * cut, (index + 1) * cut) };
  });
  const native = toolCalls.map(({ name, arguments: args, id }, index): Delta => {
    const json = typeof args === "string" ? args : JSON.stringify(args);
    return { kind: "toolCall", index, id: id ?? `${name}:${calls.length + index}`, name, arguments: json };
  });
  return { kind: "deltas", steps: [...pieces, ...native], finishReason: leak.finishReason ?? "tool_calls" };
}

/** Tool calls as the models write them, with the special tokens of the K2 family. */
export function toolCallTokens(calls: readonly ScriptedToolCall[]): string {
  const written = calls.map(({ name, arguments: args, id }, index) => {
    const json = typeof args === "string" ? args : JSON.stringify(args);
    const header = id ?? `functions.${name}:${index}`;
    return `<|tool_call_begin|>${header}<|tool_call_argument_begin|>${json}<|tool_call_end|>`;
  });
  return `<|tool_calls_section_begin|>${written.join("")}<|tool_calls_section_end|>`;
}
