/**
 * The event protocol of the hosts' adapters (pi-ai 0.73, `@openclaw/ai` 2026.9.6), as far as the normalizer reads it.
 * Written down here so that the pure code depends on neither; both types of events are assignable to these.
 */
interface TextBlock {
  type: "text";
  text: string;
}

interface ThinkingBlock {
  type: "thinking";
  thinking: string;
}

export interface ToolCallBlock {
  type: "toolCall";
  id: string;
  name: string;
  arguments: Record<string, unknown>;
}

export type Block = TextBlock | ThinkingBlock | ToolCallBlock;

export type StopReason = "stop" | "length" | "toolUse" | "error" | "aborted";

export interface Message {
  content: Block[];
  stopReason: StopReason;
}

interface At<M> {
  /** Where in the message the event belongs. */
  contentIndex: number;
  /** The message as it stands. */
  partial: M;
}

interface Start<M, Type extends string> extends At<M> {
  type: Type;
}

interface Delta<M, Type extends string> extends At<M> {
  type: Type;
  delta: string;
}

interface End<M, Type extends string> extends At<M> {
  type: Type;
  content: string;
}

export type StreamEvent<M extends Message> =
  | { type: "start"; partial: M }
  | Start<M, "text_start">
  /** Some adapters leave out the partial of a text delta; the reader adds the deltas up. */
  | { type: "text_delta"; contentIndex: number; delta: string; partial?: M }
  | End<M, "text_end">
  | Start<M, "thinking_start">
  | Delta<M, "thinking_delta">
  | End<M, "thinking_end">
  | Start<M, "toolcall_start">
  | Delta<M, "toolcall_delta">
  | ({ type: "toolcall_end"; toolCall: ToolCallBlock } & At<M>)
  | { type: "done"; reason: Extract<StopReason, "stop" | "length" | "toolUse">; message: M }
  | { type: "error"; reason: Extract<StopReason, "error" | "aborted">; error: M };

/** An event of these kinds. */
export type EventOf<M extends Message, Type extends StreamEvent<M>["type"]> = Extract<
  StreamEvent<M>,
  { type: Type }
>;

/** An event of a native call. */
export type NativeEvent<M extends Message> = EventOf<M, "toolcall_start" | "toolcall_delta" | "toolcall_end">;

/** An event that ends a message. */
export type LastEvent<M extends Message> = EventOf<M, "done" | "error">;

/** The final message that an event brings; undefined if it brings none. */
export function messageOf<M extends Message>(event: StreamEvent<M>): M | undefined {
  if (event.type === "done") return event.message;
  return event.type === "error" ? event.error : undefined;
}

/** The event that ends a message. */
export function lastEventOf<M extends Message>(message: M): LastEvent<M> {
  const { stopReason } = message;
  return stopReason === "error" || stopReason === "aborted"
    ? { type: "error", reason: stopReason, error: message }
    : { type: "done", reason: stopReason, message };
}
