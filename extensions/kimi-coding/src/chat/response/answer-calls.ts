import { isObject, type JsonObject, parseJson } from "../../kimi/index.ts";
import { escapeControls } from "../../markup/index.ts";
import type { AnswerContent } from "./answer-content.ts";
import type { CallDelta } from "./frame.ts";
import { GrowingText } from "./growing-text.ts";
import type { AnswerEvent } from "./message.ts";

/** Code units of one call's arguments, and calls in one answer, beyond which an answer is given up. */
const MAX_ARGUMENTS_LENGTH = 16 * 1024 * 1024;
const MAX_CALLS = 1024;

interface Call {
  id: string;
  name: string;
  /** The arguments' JSON so far. */
  readonly json: GrowingText;
  /** Its place in the answer; `null` until its name has come. */
  contentIndex: number | null;
}

/**
 * The tool calls of an answer while they arrive. A call is told of once its name is known; what comes of its arguments
 * before that waits (official client, 2026-08).
 */
export class AnswerCalls {
  readonly #content: AnswerContent;
  readonly #createId: () => string;
  readonly #calls: Call[] = [];
  readonly #byIndex = new Map<number, Call>();

  constructor(content: AnswerContent, createId: () => string) {
    this.#content = content;
    this.#createId = createId;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Takes a piece of a call; `null` where the answer has more calls, or longer ones, than any should. */
  take(delta: CallDelta): AnswerEvent[] | null {
    const call = this.#find(delta) ?? this.#begin(delta);
    if (call === null) return null;
    if (call.id === "") call.id = delta.id;
    if (call.name === "") call.name = delta.name;
    call.json.append(delta.arguments);
    if (call.json.length > MAX_ARGUMENTS_LENGTH) return null;
    if (call.contentIndex !== null)
      return delta.arguments === "" ? [] : [this.#content.callDelta(call.contentIndex, delta.arguments)];
    if (call.name === "") return [];
    if (call.id === "") call.id = this.#createId();
    const { contentIndex, events } = this.#content.openCall(call.id, call.name);
    call.contentIndex = contentIndex;
    const waited = call.json.value;
    if (waited !== "") events.push(this.#content.callDelta(contentIndex, waited));
    return events;
  }

  /** Ends all calls; `null` where one has no name, or arguments that are no JSON object: it must not run. */
  end(): AnswerEvent[] | null {
    const events: AnswerEvent[] = [];
    for (const { id, name, json, contentIndex } of this.#calls) {
      const args = parseArguments(json.value);
      if (contentIndex === null || args === null) return null;
      events.push(
        this.#content.endCall(contentIndex, { type: "toolCall", id, name, arguments: { ...args } }),
      );
    }
    return events;
  }

  /** The call that a piece belongs to: by its index, and where that is left out, the last one. */
  #find({ index, id }: CallDelta): Call | undefined {
    const call = index === null ? this.#calls.at(-1) : this.#byIndex.get(index);
    // Some gateways give each call the index 0: another id is another call.
    const isAnother = id !== "" && call !== undefined && call.id !== "" && call.id !== id;
    return isAnother ? undefined : call;
  }

  #begin({ index }: CallDelta): Call | null {
    if (this.#calls.length === MAX_CALLS) return null;
    const call: Call = { id: "", name: "", json: new GrowingText(), contentIndex: null };
    this.#calls.push(call);
    if (index !== null) this.#byIndex.set(index, call);
    return call;
  }
}

/** Arguments as an object; raw control characters in strings are escaped first. No text at all is no argument. */
function parseArguments(json: string): JsonObject | null {
  if (json.trim() === "") return {};
  const parsed = parseJson(json) ?? parseJson(escapeControls(json));
  return isObject(parsed) ? parsed : null;
}
