import { createServer } from "node:http";

import { listenOnLoopback, type LoopbackServer } from "../../host/loopback.ts";

/** What {@link startForeignService} answers to one request: reasoning, and a text or a call of `read`. */
interface ForeignAnswer {
  readonly text?: string;
  readonly path?: string;
}

/** A service of another vendor, on loopback. The caller stops it. */
export type ForeignService = LoopbackServer;

/** The turns it plays, again and again: talk, then two tool turns. */
const script: readonly ForeignAnswer[] = [
  { text: "Good day from elsewhere." },
  { path: "note.txt" },
  { text: "I have read the first." },
  { path: "other.txt" },
  { text: "I have read the second." },
];

/** What it says, in its order. */
export const foreignTexts = script.flatMap(({ text }) => text ?? []);
/** Sent with its reasoning; worth nothing anywhere else. */
export const foreignSignature = "c2lnbmF0dXJlIG9mIGFub3RoZXIgdmVuZG9y";
const foreignReasoning = "Elsewhere one thinks, too.";
/** Every call has the same: not every service counts over a conversation. */
const foreignCallId = "toolu_0";

/**
 * Starts a service that speaks both dialects as other vendors do: signed and redacted reasoning blocks on
 * `/messages`, `reasoning` on `/chat/completions`, and one id for all tool calls. It checks nothing.
 */
export async function startForeignService(): Promise<ForeignService> {
  let asked = 0;
  const server = createServer((request, response) => {
    const answer = script[asked % script.length] ?? {};
    asked += 1;
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const inMessages = (request.url ?? "").endsWith("/messages");
    response.end(inMessages ? messageFrames(answer) : completionFrames(answer));
  });
  return listenOnLoopback(server);
}

function completionFrames({ text, path }: ForeignAnswer): string {
  const call = { name: "read", arguments: JSON.stringify({ path }) };
  const said =
    path === undefined
      ? { content: text }
      : { tool_calls: [{ index: 0, id: foreignCallId, type: "function", function: call }] };
  const deltas = [{ role: "assistant", reasoning: foreignReasoning }, said, {}];
  const chunks = deltas.map((delta, index) => {
    const reason = path === undefined ? "stop" : "tool_calls";
    const choice = { index: 0, delta, finish_reason: index === 2 ? reason : null };
    return { id: "gen-1", object: "chat.completion.chunk", created: 0, model: "thinker", choices: [choice] };
  });
  return [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
}

function messageFrames({ text, path }: ForeignAnswer): string {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: "msg_1", type: "message", role: "assistant", model: "thinker", content: [], usage };
  const said =
    path === undefined
      ? block(2, { type: "text", text: "" }, { type: "text_delta", text })
      : block(
          2,
          { type: "tool_use", id: foreignCallId, name: "read", input: {} },
          { type: "input_json_delta", partial_json: JSON.stringify({ path }) },
        );
  const events = [
    { type: "message_start", message },
    ...block(
      0,
      { type: "thinking", thinking: "", signature: "" },
      { type: "thinking_delta", thinking: foreignReasoning },
      { type: "signature_delta", signature: foreignSignature },
    ),
    ...block(1, { type: "redacted_thinking", data: foreignSignature }),
    ...said,
    { type: "message_delta", delta: { stop_reason: path === undefined ? "end_turn" : "tool_use" }, usage },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

function block(index: number, start: object, ...deltas: readonly object[]) {
  return [
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}
