import { type EventSource, transformStream } from "../events/index.ts";
import { isObject } from "../kimi/index.ts";
import { normalizing, type NormalizerOptions } from "./normalizer.ts";
import {
  type Block,
  lastEventOf,
  type Message,
  messageOf,
  type StopReason,
  type StreamEvent,
  type ToolCallBlock,
} from "./protocol.ts";

/** A message with a field that the normalizer does not know. */
export interface TestMessage extends Message {
  readonly model: string;
}
export type TestEvent = StreamEvent<TestMessage>;

/** What a model says, in its order. */
export type Said =
  | { readonly type: "text" | "thinking"; readonly chunks: readonly string[] }
  | {
      readonly type: "toolCall";
      readonly id: string;
      readonly name: string;
      readonly chunks: readonly string[];
    };

/**
 * How an adapter says it: `closing` ends each block before the next (pi-ai 0.73); `open` keeps a text block open
 * across native calls, leaves partials out of text deltas, and ends all blocks just before the last event
 * (`@openclaw/ai` 2026.9.6).
 */
export type Shape = "closing" | "open";
export const shapes: readonly Shape[] = ["closing", "open"];

/** Builds a message; overrides replace whole fields. */
export function buildMessage(overrides: Partial<TestMessage> = {}): TestMessage {
  return { content: [], stopReason: "stop", model: "kimi-for-coding", ...overrides };
}

/**
 * The events of a message, as an adapter sends them: one live message is the partial of all of them, and the adapter
 * keeps writing into it.
 */
export function* liveEvents(
  said: readonly Said[],
  stopReason: StopReason,
  shape: Shape,
): Generator<TestEvent> {
  const output = buildMessage();
  yield { type: "start", partial: output };
  for (const item of said) {
    if (item.type === "toolCall") yield* liveCall(output, item, shape);
    else yield* liveWriting(output, item, shape);
  }
  if (shape === "open") for (const contentIndex of output.content.keys()) yield* endOf(output, contentIndex);
  output.stopReason = stopReason;
  if (stopReason === "error" || stopReason === "aborted")
    yield { type: "error", reason: stopReason, error: output };
  else yield { type: "done", reason: stopReason, message: output };
}

function* liveWriting(
  output: TestMessage,
  { type, chunks }: Extract<Said, { chunks: readonly string[]; type: "text" | "thinking" }>,
  shape: Shape,
): Generator<TestEvent> {
  const open = shape === "open" ? output.content.findIndex((block) => block.type === type) : -1;
  const contentIndex = open === -1 ? output.content.length : open;
  if (open === -1) {
    output.content.push(type === "text" ? { type, text: "" } : { type, thinking: "" });
    yield { type: `${type}_start`, contentIndex, partial: output };
  }
  for (const delta of chunks) {
    const block = output.content[contentIndex];
    if (block?.type === "text") block.text += delta;
    if (block?.type === "thinking") block.thinking += delta;
    if (type === "thinking") yield { type: "thinking_delta", contentIndex, delta, partial: output };
    else
      yield {
        type: "text_delta",
        contentIndex,
        delta,
        ...(shape === "closing" ? { partial: output } : undefined),
      };
  }
  if (shape === "closing") yield* endOf(output, contentIndex);
}

function* liveCall(
  output: TestMessage,
  { id, name, chunks }: Extract<Said, { type: "toolCall" }>,
  shape: Shape,
): Generator<TestEvent> {
  const contentIndex = output.content.length;
  const call: ToolCallBlock = { type: "toolCall", id, name, arguments: {} };
  output.content.push(call);
  yield { type: "toolcall_start", contentIndex, partial: output };
  for (const delta of chunks) yield { type: "toolcall_delta", contentIndex, delta, partial: output };
  const parsed: unknown = JSON.parse(chunks.join(""));
  if (isObject(parsed)) call.arguments = { ...parsed };
  if (shape === "closing") yield* endOf(output, contentIndex);
}

function* endOf(output: TestMessage, contentIndex: number): Generator<TestEvent> {
  const block = output.content[contentIndex];
  if (block?.type === "text") yield { type: "text_end", contentIndex, content: block.text, partial: output };
  if (block?.type === "thinking")
    yield { type: "thinking_end", contentIndex, content: block.thinking, partial: output };
  if (block?.type === "toolCall")
    yield { type: "toolcall_end", contentIndex, toolCall: block, partial: output };
}

/** A delta of the block in this place. */
export type Piece = readonly [place: number, text: string];

/** Blocks of text, or reasoning, that go on in turns, as a service may send them in the Anthropic dialect. */
export function* interleaved(
  types: readonly ("text" | "thinking")[],
  pieces: readonly Piece[],
): Generator<TestEvent> {
  const content = types.map((type): Block => (type === "text" ? { type, text: "" } : { type, thinking: "" }));
  const partial = buildMessage({ content });
  yield { type: "start", partial };
  for (const [contentIndex, type] of types.entries()) yield { type: `${type}_start`, contentIndex, partial };
  for (const [contentIndex, delta] of pieces) {
    const block = content[contentIndex];
    if (block?.type === "text") block.text += delta;
    if (block?.type === "thinking") block.thinking += delta;
    yield { type: `${types[contentIndex] ?? "text"}_delta`, contentIndex, delta, partial };
  }
  for (const [contentIndex, block] of content.entries()) {
    const at = { contentIndex, partial };
    if (block.type === "text") yield { type: "text_end", ...at, content: block.text };
    if (block.type === "thinking") yield { type: "thinking_end", ...at, content: block.thinking };
  }
  yield { type: "done", reason: "stop", message: partial };
}

/** The events as values: each with a partial of its own, as it was when the event came. */
export function snapshots(events: Iterable<TestEvent>): TestEvent[] {
  return Array.from(events, (event) => structuredClone(event));
}

/** A source of these events, whose result is that of the last. */
export function sourceOf(
  events: Iterable<TestEvent>,
): EventSource<TestEvent, TestMessage> & { readonly closed: number } {
  const last = Promise.withResolvers<TestMessage>();
  let closed = 0;
  return {
    get closed() {
      return closed;
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (const event of events) {
          if (event.type === "done") last.resolve(event.message);
          if (event.type === "error") last.resolve(event.error);
          yield await Promise.resolve(event);
        }
      } finally {
        closed += 1;
      }
    },
    result: () => last.promise,
  };
}

/** What a reader of events made of them, who checks the protocol while reading. */
export interface Read {
  readonly message: TestMessage;
  /** The argument text of each call, as its deltas said it, by place. */
  readonly rawArguments: ReadonlyMap<number, string>;
  readonly deltas: readonly { readonly contentIndex: number; readonly delta: string }[];
}

/**
 * Reads events and checks what their protocol promises (invariants 2, 3 and 21): places are dense and true to the
 * partial, what begins ends once, nothing changes behind its end, deltas add up to the final message. Throws where
 * they break it.
 */
export class Reader {
  readonly #blocks: { type: Block["type"]; text: string; isEnded: boolean }[] = [];
  readonly #deltas: { contentIndex: number; delta: string }[] = [];
  #message: TestMessage | null = null;

  take(event: TestEvent): void {
    if (this.#message !== null) throw new Error(`${event.type} behind the last event`);
    if (event.type === "done" || event.type === "error") {
      this.#message = event.type === "done" ? event.message : event.error;
      if (event.reason !== this.#message.stopReason) throw new Error("the reason is not the message's");
      return;
    }
    if (event.type === "start") return;
    const { contentIndex, partial } = event;
    const type = blockType(event.type);
    if (event.type.endsWith("_start")) {
      if (contentIndex !== this.#blocks.length)
        throw new Error(`${event.type} at ${contentIndex} is not dense`);
      this.#blocks.push({ type, text: "", isEnded: false });
    }
    const block = this.#blocks[contentIndex];
    if (block?.type !== type)
      throw new Error(`${event.type} at ${contentIndex} is for a ${block?.type ?? "gap"}`);
    if (partial !== undefined && partial.content[contentIndex]?.type !== type)
      throw new Error(`the partial of ${event.type} at ${contentIndex} has another block there`);
    if (block.isEnded) throw new Error(`${event.type} at ${contentIndex} comes behind its end`);
    if ("delta" in event) {
      block.text += event.delta;
      this.#deltas.push({ contentIndex, delta: event.delta });
    }
    if (event.type.endsWith("_end")) block.isEnded = true;
    if ("content" in event && event.content !== block.text)
      throw new Error(`${event.type} says ${event.content}, the deltas ${block.text}`);
  }

  /** What was read. Throws where the last event is missing, or says something else than the events did. */
  end(): Read {
    const message = this.#message;
    if (message === null) throw new Error("the last event is missing");
    const rawArguments = new Map<number, string>();
    for (const [place, block] of this.#blocks.entries()) {
      if (!block.isEnded) throw new Error(`block ${place} has no end`);
      const final = message.content[place];
      if (final?.type !== block.type) throw new Error(`the final message has no ${block.type} at ${place}`);
      if (block.type === "toolCall") rawArguments.set(place, block.text);
      else if (textOf(final) !== block.text)
        throw new Error(`the final message has another text at ${place}`);
    }
    if (message.content.length !== this.#blocks.length)
      throw new Error("the final message has further blocks");
    return { message, rawArguments, deltas: this.#deltas };
  }
}

function blockType(type: TestEvent["type"]): Block["type"] {
  if (type.startsWith("toolcall")) return "toolCall";
  return type.startsWith("thinking") ? "thinking" : "text";
}

export function textOf(block: Block): string {
  if (block.type === "text") return block.text;
  return block.type === "thinking" ? block.thinking : "";
}

/** A normalizer of events that come one by one: each gives what is handed out for it. */
export function openNormalizer(options: NormalizerOptions<TestMessage>) {
  let made: TestEvent[] = [];
  const step = normalizing(options)((event) => void made.push(event));
  const taken = () => {
    const events = made;
    made = [];
    return events;
  };
  return {
    take(event: TestEvent): TestEvent[] {
      step.take(event);
      return taken();
    },
    end(): TestEvent[] {
      step.end();
      return taken();
    },
  };
}

/** A whole message, normalized as if its events had been seen. */
export function normalizeMessage(message: TestMessage, options: NormalizerOptions<TestMessage>): TestMessage {
  const last = openNormalizer(options).take(lastEventOf(message)).at(-1);
  return (last && messageOf(last)) ?? message;
}

/** A source seen through a step that normalizes it. */
export function normalizedStream(
  source: EventSource<TestEvent, TestMessage>,
  options: NormalizerOptions<TestMessage>,
): EventSource<TestEvent, TestMessage> {
  return transformStream(source, normalizing(options), { messageOf, lastEventOf });
}
