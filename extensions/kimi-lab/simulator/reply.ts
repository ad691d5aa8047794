import type { DialectName, Fault } from "./faults.ts";

export type FinishReason = "stop" | "tool_calls" | "length" | "content_filter";

/** Something the model produces, in either dialect. */
export type Delta =
  | { readonly kind: "reasoning"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "toolCall";
      /** Which call of this reply it belongs to, from 0. */
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      /** A piece of the arguments' JSON. */
      readonly arguments?: string;
    };

/** Bytes as they are in place of a delta, per dialect: a frame that is broken, or out of order. */
export interface Frame {
  readonly kind: "frame";
  readonly bytes: Readonly<Record<DialectName, string>>;
}

/** How a streamed answer ends. */
export type Ending =
  /** With its finish reason and the mark of the dialect (`[DONE]`, `message_stop`). */
  | "whole"
  /** With the mark, but no finish reason and no usage. */
  | "no-finish-reason"
  /** With the finish reason, but no mark. */
  | "no-mark"
  /** With neither: nothing comes any more. */
  | "none";

/** Something that happens to the connection. A `hold` before the first delta holds back the headers too. */
export type Interruption =
  | { readonly kind: "hold"; readonly until: Promise<unknown> }
  | { readonly kind: "disconnect" };

export interface ScriptedToolCall {
  readonly name: string;
  /** An object, or the exact text of the arguments. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
  /** By default an id of the form that the endpoint gives. */
  readonly id?: string;
}

/** A whole answer, cut into deltas as the service would. */
export interface MessageReply {
  readonly kind: "message";
  /** Sent even when empty; left out when undefined. */
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** By default `tool_calls` when there are any, else `stop`. */
  readonly finishReason?: FinishReason;
}

/** An answer whose every delta is given. */
export interface DeltasReply {
  readonly kind: "deltas";
  readonly steps: readonly (Delta | Frame | Interruption)[];
  readonly finishReason?: FinishReason;
  /** Streamed answers only; `whole` by default. */
  readonly ending?: Ending;
  /** Whether a space stands behind the field names of a frame, as nearly everywhere; true by default. */
  readonly isSpaced?: boolean;
}

/** A refusal, in the envelope of the endpoint. */
interface FaultReply {
  readonly kind: "fault";
  readonly fault: Fault;
}

/** Bytes sent as they are: each string is one write. */
interface RawReply {
  readonly kind: "raw";
  readonly steps: readonly (string | Interruption)[];
  readonly status?: number;
  /** By default an event stream. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a test can make the simulator answer. */
export type Reply = MessageReply | DeltasReply | FaultReply | RawReply;
