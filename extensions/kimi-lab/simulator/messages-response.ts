import type { TokenCounts } from "./compose.ts";
import { endings, foldDeltas, type ReplyEncoder, type ReplyHeading } from "./reply-encoder.ts";
import type { Delta, FinishReason } from "./reply.ts";

const stopReasons = {
  stop: "end_turn",
  tool_calls: "tool_use",
  length: "max_tokens",
  content_filter: "refusal",
} as const satisfies Record<FinishReason, string>;

/**
 * The event stream of `/messages`. One block is open at a time, and thinking blocks carry no signature
 * (official client sources, 2026-08).
 *
 * @throws when a delta returns to a block that another one has closed, or a call starts without a name:
 * this dialect cannot say either.
 */
export function createMessagesEncoder(heading: ReplyHeading): ReplyEncoder {
  /** The block that takes the next delta: set by `open`, cleared by `close`. */
  let current: string | undefined;
  let blocks = 0;
  const opened = new Set<string>();

  const close = () => {
    if (current === undefined) return [];
    current = undefined;
    return [event("content_block_stop", { index: blocks - 1 })];
  };
  const open = (delta: Delta) => {
    const key = blockKey(delta);
    if (current === key) return [];
    if (delta.kind === "toolCall" && opened.has(key)) {
      throw new Error(`The scripted reply returns to tool call ${delta.index} after another block.`);
    }
    const frames = close();
    current = key;
    opened.add(key);
    blocks += 1;
    return [...frames, event("content_block_start", { index: blocks - 1, content_block: emptyBlock(delta) })];
  };

  return {
    start: () => [event("message_start", { message: wholeMessage(heading, [], null, startUsage(heading)) })],
    feed: (delta) => [
      ...open(delta),
      event("content_block_delta", { index: blocks - 1, delta: wireDelta(delta) }),
    ],
    finish: (reason, ending = "whole") => [
      ...(ending === "none" ? [] : close()),
      ...(endings[ending].hasReason
        ? [
            event("message_delta", {
              delta: { stop_reason: stopReasons[reason], stop_sequence: null },
              usage: wireUsage(heading.tokens),
            }),
          ]
        : []),
      ...(endings[ending].hasMark ? [event("message_stop", {})] : []),
    ],
  };
}

/** The body of a non-streaming answer. */
export function messagesReply(heading: ReplyHeading, deltas: readonly Delta[], reason: FinishReason): object {
  const { reasoning, text, toolCalls } = foldDeltas(deltas);
  const content = [
    ...(reasoning === undefined ? [] : [{ type: "thinking", thinking: reasoning }]),
    ...(text === undefined ? [] : [{ type: "text", text }]),
    ...toolCalls.map((call) => ({
      type: "tool_use",
      id: call.id,
      name: call.name,
      input: parseInput(call.arguments),
    })),
  ];
  return wholeMessage(heading, content, stopReasons[reason], wireUsage(heading.tokens));
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function wholeMessage(
  heading: ReplyHeading,
  content: readonly object[],
  stopReason: string | null,
  usage: object,
): object {
  return {
    id: heading.id,
    type: "message",
    role: "assistant",
    model: heading.model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage,
  };
}

function blockKey(delta: Delta): string {
  return delta.kind === "toolCall" ? `toolCall ${delta.index}` : delta.kind;
}

function emptyBlock(delta: Delta): object {
  if (delta.kind === "reasoning") return { type: "thinking", thinking: "" };
  if (delta.kind === "text") return { type: "text", text: "" };
  const { index, id, name } = delta;
  if (id === undefined || name === undefined) {
    throw new Error(`The scripted reply starts tool call ${index} without an id or a name.`);
  }
  return { type: "tool_use", id, name, input: {} };
}

function wireDelta(delta: Delta): object {
  if (delta.kind === "reasoning") return { type: "thinking_delta", thinking: delta.text };
  if (delta.kind === "text") return { type: "text_delta", text: delta.text };
  return { type: "input_json_delta", partial_json: delta.arguments ?? "" };
}

/** Input tokens exclude the cached ones here, unlike on the other dialect. */
function wireUsage(tokens: TokenCounts): object {
  return {
    input_tokens: tokens.prompt - tokens.cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: tokens.cached,
    output_tokens: tokens.completion,
  };
}

function startUsage(heading: ReplyHeading): object {
  return wireUsage({ ...heading.tokens, completion: 0 });
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Error("The scripted tool arguments are no JSON, which this dialect cannot carry whole.", {
      cause,
    });
  }
}
