import { printedLine } from "../../kimi/index.ts";
import { AnswerCalls } from "./answer-calls.ts";
import { AnswerContent } from "./answer-content.ts";
import { MALFORMED, UNFINISHED } from "./broken.ts";
import { readFrame, type Chunk, type ServiceFailure } from "./frame.ts";
import { FrameReader } from "./frames.ts";
import type { AnswerBlock, AnswerEvent, AnswerMessage, AnswerUsage } from "./message.ts";
import { noUsage, readUsage, type Rates } from "./usage.ts";

/** What of an answer is known before it arrives. */
export interface AnswerHead {
  readonly api: string;
  readonly provider: string;
  /** As the host calls the model. */
  readonly model: string;
  /** As the service calls it: an answer of that name is no other model's. */
  readonly wireModelId: string;
  readonly rates: Rates;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Makes the id of a call that came without one. */
  readonly createCallId: () => string;
}

/** How a request, or its answer, failed. */
export interface AnswerFailure {
  /** `aborted`: by whoever asked. */
  readonly reason: "error" | "aborted";
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
}

/** Code units of text and reasoning in one answer, beyond which it is given up: ten times what a model can write. */
const MAX_WRITTEN_LENGTH = 64 * 1024 * 1024;

const ABORTED = "Request was aborted";

/**
 * Makes events of the bytes of one answer, as they come. It never throws, and ends in exactly one `done` or `error`,
 * behind which nothing comes:
 *
 * - with its finish reason, an answer is whole, whether the mark of the end came or not;
 * - without, it broke off, whatever came before, and no call of it may run;
 * - a malformed frame or an error object ends it at once.
 */
export class Answer {
  readonly #head: AnswerHead;
  readonly #frames = new FrameReader();
  readonly #content = new AnswerContent((content) => this.#message(content, "stop"));
  readonly #calls: AnswerCalls;
  #responseId = "";
  #responseModel = "";
  #finishReason: string | null = null;
  #usage: AnswerUsage = noUsage();
  #writtenLength = 0;
  #isOver = false;

  constructor(head: AnswerHead) {
    this.#head = head;
    this.#calls = new AnswerCalls(this.#content, head.createCallId);
  }

  /** Whether the last event was given. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether nothing is missing but the mark of the end. */
  get isFinished(): boolean {
    return this.#finishReason !== null;
  }

  /** The event before all others, once the service has begun to answer. */
  start(): AnswerEvent {
    return { type: "start", partial: this.#message(this.#content.blocks, "stop") };
  }

  /** Takes bytes of an event stream. */
  read(bytes: Uint8Array): AnswerEvent[] {
    return this.#isOver ? [] : this.#take(this.#frames.read(bytes));
  }

  /** The event stream has ended. */
  end(): AnswerEvent[] {
    if (this.#isOver) return [];
    const events = this.#take(this.#frames.end());
    if (!this.isOver) events.push(...this.#conclude());
    return events;
  }

  /** Takes an answer that was not streamed, as JSON. */
  whole(json: string): AnswerEvent[] {
    if (this.#isOver) return [];
    const events = this.#take([json]);
    if (!this.isOver) events.push(...this.#conclude());
    return events;
  }

  /** There is more of an answer than is read. */
  tooLong(): AnswerEvent[] {
    return this.#isOver ? [] : this.#failed(TOO_LONG);
  }

  /** Nothing more will come. An answer that has its finish reason is whole all the same. */
  fail(failure: AnswerFailure): AnswerEvent[] {
    if (this.#isOver) return [];
    return this.isFinished && failure.reason === "error" ? this.#conclude() : this.#failed(failure);
  }

  #take(frames: readonly string[] | null): AnswerEvent[] {
    if (frames === null) return this.#failed(TOO_LONG);
    const events: AnswerEvent[] = [];
    for (const data of frames) {
      const frame = readFrame(data);
      switch (frame.kind) {
        case "chunk":
          events.push(...this.#takeChunk(frame));
          break;
        case "end":
          events.push(...this.#conclude());
          break;
        case "malformed":
          events.push(...this.#failed({ reason: "error", message: MALFORMED }));
          break;
        case "failure":
          events.push(...this.#failed(ofService(frame)));
          break;
        default:
          return frame satisfies never;
      }
      if (this.#isOver) break;
    }
    return events;
  }

  #takeChunk(chunk: Chunk): AnswerEvent[] {
    const { responseId, model, reasoning, text, calls, finishReason, usage } = chunk;
    if (this.#responseId === "") this.#responseId = responseId;
    if (model !== "") this.#responseModel = model;
    this.#finishReason = finishReason ?? this.#finishReason;
    this.#usage = readUsage(usage, this.#head.rates) ?? this.#usage;
    this.#writtenLength += reasoning.length + text.length;
    if (this.#writtenLength > MAX_WRITTEN_LENGTH) return this.#failed(TOO_LONG);
    const events: AnswerEvent[] = [];
    if (reasoning !== "") events.push(...this.#content.write("thinking", reasoning));
    if (text !== "") events.push(...this.#content.write("text", text));
    for (const call of calls) {
      const taken = this.#calls.take(call);
      if (taken === null) return [...events, ...this.#failed(TOO_LONG)];
      events.push(...taken);
    }
    return events;
  }

  /** Ends the answer by what it said of its end. */
  #conclude(): AnswerEvent[] {
    const reason = this.#finishReason;
    if (reason === null) return this.#failed({ reason: "error", message: UNFINISHED });
    const finish = FINISHES.get(reason);
    if (finish === undefined)
      return this.#failed({ reason: "error", message: `Provider finish_reason: ${printedLine(reason, 80)}` });
    const events = this.#content.closeWriting();
    if (finish === "cut") return [...events, this.#done("length")];
    // Calls count, not what the reason says of them: fixtures of the official client have them under `stop`.
    const ended = this.#calls.end();
    if (ended === null) return [...events, ...this.#failed({ reason: "error", message: UNFINISHED })];
    return [...events, ...ended, this.#done(this.#calls.isEmpty ? "stop" : "toolUse")];
  }

  #done(reason: "stop" | "length" | "toolUse"): AnswerEvent {
    this.#isOver = true;
    // A call that the limit of the output has cut would run with half of its arguments.
    const content = reason === "toolUse" ? this.#content.blocks : withoutCalls(this.#content.blocks);
    return { type: "done", reason, message: this.#message(content, reason) };
  }

  #failed({ reason, message, type, code }: AnswerFailure): AnswerEvent[] {
    const events = this.#content.closeWriting();
    this.#isOver = true;
    const error = {
      ...this.#message(withoutCalls(this.#content.blocks), reason),
      errorMessage: reason === "aborted" ? ABORTED : message,
      ...(type !== undefined && { errorType: type }),
      ...(code !== undefined && { errorCode: code }),
    };
    return [...events, { type: "error", reason, error }];
  }

  #message(content: AnswerBlock[], stopReason: AnswerMessage["stopReason"]): AnswerMessage {
    const { api, provider, model, wireModelId, timestamp } = this.#head;
    const isOther =
      this.#responseModel !== "" && this.#responseModel !== wireModelId && this.#responseModel !== model;
    return {
      role: "assistant",
      content,
      api,
      provider,
      model,
      ...(isOther && { responseModel: this.#responseModel }),
      ...(this.#responseId !== "" && { responseId: this.#responseId }),
      usage: this.#usage,
      stopReason,
      timestamp,
    };
  }
}

/** What a finish reason means; one that is not here means that the service gave up (`content_filter`). */
const FINISHES: ReadonlyMap<string, "whole" | "cut"> = new Map([
  ["stop", "whole"],
  ["tool_calls", "whole"],
  ["function_call", "whole"],
  ["length", "cut"],
]);

const TOO_LONG: AnswerFailure = {
  reason: "error",
  message:
    "Kimi Code sent an answer that is longer than any can be, so the rest was not read. This is a fault of the service. Send the message again",
};

function ofService({ message, type, code }: ServiceFailure): AnswerFailure {
  return { reason: "error", message: message === "" ? UNFINISHED : message, type, code };
}

function withoutCalls(content: AnswerBlock[]): AnswerBlock[] {
  return content.filter(({ type }) => type !== "toolCall");
}
