import type { AnswerHead } from "./answer.ts";
import { Answer } from "./answer.ts";
import type { AnswerEvent, AnswerMessage } from "./message.ts";

const encoder = new TextEncoder();

/** What is known of an answer before it comes; overrides replace whole fields. */
export function answerHead(overrides: Partial<AnswerHead> = {}): AnswerHead {
  return {
    api: "openai-completions",
    provider: "kimi",
    model: "kimi-code",
    wireModelId: "kimi-for-coding",
    rates: { input: 1, output: 2, cacheRead: 0.5, cacheWrite: 0 },
    timestamp: 0,
    createCallId: () => "call_made",
    ...overrides,
  };
}

/** A frame with a delta, as the service sends it. */
export function deltaFrame(delta: object, choice: object = {}, rest: object = {}): string {
  const chunk = {
    id: "chatcmpl-1",
    model: "kimi-for-coding",
    choices: [{ index: 0, delta, finish_reason: null, ...choice }],
    ...rest,
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** The frame with the finish reason, and the mark of the end. */
export function ending(reason: string, usage?: object): string {
  return `${deltaFrame({}, { finish_reason: reason, ...(usage !== undefined && { usage }) })}data: [DONE]\n\n`;
}

/** A piece of a call, as a delta. */
export function callDelta(
  index: number | undefined,
  fields: { id?: string; name?: string; json?: string },
): object {
  const { id, name, json } = fields;
  return {
    tool_calls: [
      {
        ...(index !== undefined && { index }),
        ...(id !== undefined && { id, type: "function" }),
        function: { ...(name !== undefined && { name }), ...(json !== undefined && { arguments: json }) },
      },
    ],
  };
}

/** The events of an answer whose stream comes in these pieces and then ends. */
export function readAnswer(
  pieces: readonly (string | Uint8Array)[],
  answer = new Answer(answerHead()),
): AnswerEvent[] {
  const events = pieces.flatMap((piece) =>
    answer.read(typeof piece === "string" ? encoder.encode(piece) : piece),
  );
  return [...events, ...answer.end()];
}

/** The message of the last event, which must bring one. */
export function finalMessage(events: readonly AnswerEvent[]): AnswerMessage {
  const last = events.at(-1);
  if (last?.type === "done") return last.message;
  if (last?.type === "error") return last.error;
  throw new TypeError("the answer has no end");
}
