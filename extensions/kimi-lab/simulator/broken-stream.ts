import type { Delta, Frame, Reply } from "./reply.ts";

const half: Delta = { kind: "text", text: "Half a sen" };
const whole: Delta = { kind: "text", text: "A whole sentence." };
const thought: Delta = { kind: "reasoning", text: "Let me think." };
const call: Delta = { kind: "toolCall", index: 0, id: "read:0", name: "read", arguments: '{"path":' };

/** The same bytes on either dialect, unless a second text is given for `/messages`. */
function frame(openai: string, anthropic = openai): Frame {
  return { kind: "frame", bytes: { openai, anthropic } };
}

/**
 * Answers that break off, end too early, say nothing or are malformed, as gateways and overloaded engines send them:
 * seen with this service (empty replies, `data:` without a space, orphan deltas, a second `content_block_stop`:
 * issue threads, 2026-08) or possible with any.
 */
export const brokenStreams = {
  "cut in the text": { kind: "deltas", steps: [thought, half, { kind: "disconnect" }] },
  "cut in the reasoning": { kind: "deltas", steps: [thought, { kind: "disconnect" }] },
  "cut in a call": { kind: "deltas", steps: [half, call, { kind: "disconnect" }] },
  "cut in a frame": {
    kind: "deltas",
    steps: [
      half,
      frame('data: {"id":"x","ob', 'event: content_block_delta\ndata: {"ty'),
      { kind: "disconnect" },
    ],
  },
  "cut before the first byte": { kind: "raw", steps: [{ kind: "disconnect" }] },
  "ended in the text": { kind: "deltas", steps: [half], ending: "none" },
  "ended in a call": { kind: "deltas", steps: [half, call], ending: "none" },
  "no finish reason": { kind: "deltas", steps: [half], ending: "no-finish-reason" },
  "no finish reason after a call": { kind: "deltas", steps: [half, call], ending: "no-finish-reason" },
  "no mark of the end": { kind: "deltas", steps: [whole], ending: "no-mark" },
  "only reasoning": { kind: "deltas", steps: [thought] },
  "only reasoning, up to the limit": { kind: "deltas", steps: [thought], finishReason: "length" },
  "no word": { kind: "deltas", steps: [] },
  "no byte": { kind: "raw", steps: [] },
  "a web page": {
    kind: "raw",
    steps: ["<!doctype html><title>Sign in to the network</title>"],
    headers: { "content-type": "text/html" },
  },
  "a malformed frame": {
    kind: "deltas",
    steps: [
      half,
      frame('data: {"choices":[{"del\n\n', 'event: content_block_delta\ndata: {"type":"cont\n\n'),
      half,
    ],
  },
  "an error frame": {
    kind: "deltas",
    steps: [
      half,
      frame(
        'data: {"error":{"message":"The engine is currently overloaded, please try again later","type":"engine_overloaded_error"}}\n\n',
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"The engine is currently overloaded, please try again later"}}\n\n',
      ),
    ],
    ending: "none",
  },
  "no space in the frames": { kind: "deltas", steps: [whole], isSpaced: false },
  "a delta of no block": {
    kind: "deltas",
    steps: [
      frame(
        'data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"kimi-for-coding","choices":[]}\n\n',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":""}}\n\n',
      ),
      whole,
    ],
  },
  "a second end of a block": {
    kind: "deltas",
    steps: [
      whole,
      frame(": ping\n\n", 'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n'),
    ],
  },
} as const satisfies Record<string, Reply>;
