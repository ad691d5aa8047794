import type { TokenCounts } from "./compose.ts";
import { endings, foldDeltas, type ReplyEncoder, type ReplyHeading } from "./reply-encoder.ts";
import type { Delta, FinishReason } from "./reply.ts";

/** The event stream of `/chat/completions`: usage sits on the final choice, and `[DONE]` ends it. */
export function createChatEncoder(heading: ReplyHeading): ReplyEncoder {
  const chunk = (choice: object) =>
    `data: ${JSON.stringify({
      id: heading.id,
      object: "chat.completion.chunk",
      created: unixSeconds(heading.createdAt),
      model: heading.model,
      choices: [{ index: 0, ...choice }],
    })}\n\n`;
  return {
    start: () => [chunk({ delta: { role: "assistant", content: "" }, finish_reason: null })],
    feed: (delta) => [chunk({ delta: wireDelta(delta), finish_reason: null })],
    finish: (reason, ending = "whole") => [
      ...(endings[ending].hasReason
        ? [chunk({ delta: {}, finish_reason: reason, usage: wireUsage(heading.tokens) })]
        : []),
      ...(endings[ending].hasMark ? ["data: [DONE]\n\n"] : []),
    ],
  };
}

/** The body of a non-streaming answer. */
export function chatCompletion(
  heading: ReplyHeading,
  deltas: readonly Delta[],
  reason: FinishReason,
): object {
  const { reasoning, text, toolCalls } = foldDeltas(deltas);
  const message = {
    role: "assistant",
    content: text ?? "",
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map((call) => ({
        id: call.id,
        type: "function",
        function: { name: call.name, arguments: call.arguments },
      })),
    }),
  };
  return {
    id: heading.id,
    object: "chat.completion",
    created: unixSeconds(heading.createdAt),
    model: heading.model,
    choices: [{ index: 0, message, finish_reason: reason }],
    usage: wireUsage(heading.tokens),
  };
}

function wireDelta(delta: Delta): object {
  if (delta.kind === "reasoning") return { reasoning_content: delta.text };
  if (delta.kind === "text") return { content: delta.text };
  const { index, id, name, arguments: json } = delta;
  const called = { ...(name !== undefined && { name }), ...(json !== undefined && { arguments: json }) };
  return { tool_calls: [{ index, ...(id !== undefined && { id, type: "function" }), function: called }] };
}

/** `cached_tokens` is flat, as this service has it, and counted within `prompt_tokens`. */
function wireUsage(tokens: TokenCounts): object {
  return {
    prompt_tokens: tokens.prompt,
    completion_tokens: tokens.completion,
    total_tokens: tokens.prompt + tokens.completion,
    cached_tokens: tokens.cached,
  };
}

function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
