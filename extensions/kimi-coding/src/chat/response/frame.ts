import { FOREIGN_LIMITS, isObject, type JsonObject, parseJson, printedLine } from "../../kimi/index.ts";

/** A piece of a tool call. */
export interface CallDelta {
  /** The call's place in the answer; `null` where a gateway leaves it out. */
  readonly index: number | null;
  readonly id: string;
  readonly name: string;
  /** The next characters of the arguments' JSON. */
  readonly arguments: string;
}

/** What one frame of an answer adds. Texts are empty where there is none. */
export interface Chunk {
  readonly kind: "chunk";
  readonly responseId: string;
  readonly model: string;
  readonly reasoning: string;
  readonly text: string;
  readonly calls: readonly CallDelta[];
  readonly finishReason: string | null;
  /** As it came: `undefined` where the frame has none. */
  readonly usage: unknown;
}

/** That the service gave up in the middle of an answer. */
export interface ServiceFailure {
  readonly kind: "failure";
  readonly message: string;
  readonly type: string | undefined;
  readonly code: string | undefined;
}

/** What a frame of the event stream says. */
export type Frame = Chunk | ServiceFailure | { readonly kind: "end" } | { readonly kind: "malformed" };

/** The mark of the end of an answer. */
const END = "[DONE]";

/**
 * Reads the data of one frame. Never throws: what is no JSON object is `malformed`, and fields of another type than
 * they should have count as absent.
 *
 * The usage stands on the final choice (real sample in the official client, 2026-08) or at the top, which wins. An answer
 * that was not streamed has `message` in the place of `delta`. Reasoning comes in `reasoning_content`; gateways write
 * `reasoning` or `reasoning_text` (official client, 2026-08).
 */
export function readFrame(data: string): Frame {
  if (data.trim() === END) return { kind: "end" };
  const frame = parseJson(data);
  if (!isObject(frame)) return { kind: "malformed" };
  const error = frame["error"];
  if (error !== undefined && error !== null) return readFailure(error);
  const choices: unknown = frame["choices"];
  const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
  const delta = objectOf(choice["delta"] ?? choice["message"]);
  const finishReason = choice["finish_reason"];
  return {
    kind: "chunk",
    responseId: printedLine(frame["id"], FOREIGN_LIMITS.answerIdChars),
    model: printedLine(frame["model"], FOREIGN_LIMITS.answerIdChars),
    reasoning:
      textOf(delta["reasoning_content"]) || textOf(delta["reasoning"]) || textOf(delta["reasoning_text"]),
    text: textOf(delta["content"]),
    calls: readCalls(delta["tool_calls"]),
    finishReason: typeof finishReason === "string" && finishReason !== "" ? finishReason : null,
    usage: frame["usage"] ?? choice["usage"] ?? undefined,
  };
}

/** What an `error` says, whatever its shape. */
export function readFailure(error: unknown): ServiceFailure {
  const { message, type, code } = objectOf(error);
  const said = typeof error === "string" ? error : textOf(message);
  return {
    kind: "failure",
    message: printedLine(said, FOREIGN_LIMITS.sentenceChars),
    type: shortText(type),
    code: shortText(code),
  };
}

const NO_CALLS: readonly CallDelta[] = [];

function readCalls(calls: unknown): readonly CallDelta[] {
  if (!Array.isArray(calls)) return NO_CALLS;
  return calls.filter(isObject).map(({ index, id, function: called }) => {
    const { name, arguments: json } = objectOf(called);
    return {
      index: typeof index === "number" ? index : null,
      id: textOf(id),
      name: textOf(name),
      arguments: textOf(json),
    };
  });
}

const NOTHING: JsonObject = {};

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function shortText(value: unknown): string | undefined {
  const text = printedLine(typeof value === "number" ? String(value) : value, FOREIGN_LIMITS.errorNameChars);
  return text === "" ? undefined : text;
}
