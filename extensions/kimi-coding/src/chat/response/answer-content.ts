import { GrowingText } from "./growing-text.ts";
import type { AnswerBlock, AnswerEvent, AnswerMessage } from "./message.ts";

/** A kind of block that holds text. */
export type WritingType = "text" | "thinking";

/** Makes the message that an event carries, of the blocks as they stand. */
export type Snapshot = (content: AnswerBlock[]) => AnswerMessage;

/** As the hosts' adapters note it of this service: in which field of a turn its reasoning goes back. */
const REASONING_FIELD = "reasoning_content";

/**
 * The blocks of an answer while it arrives, and the events that tell of them.
 *
 * Blocks are values: a delta puts a new block into a new list, and all other blocks are shared, so that an event
 * costs the same however long the answer is.
 */
export class AnswerContent {
  readonly #snapshot: Snapshot;
  #blocks: AnswerBlock[] = [];
  /** The block of text or reasoning that takes what comes next, if one is open: always the last. */
  #open: { readonly type: WritingType; readonly text: GrowingText } | null = null;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  get blocks(): AnswerBlock[] {
    return this.#blocks;
  }

  /** Adds to the open block of this type, or opens one behind all others. */
  write(type: WritingType, delta: string): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    if (this.#open?.type !== type) {
      events.push(...this.closeWriting());
      this.#open = { type, text: new GrowingText() };
      const contentIndex = this.#add(writing(type, ""));
      events.push({ type: `${type}_start`, contentIndex, partial: this.#partial() });
    }
    const { text } = this.#open;
    text.append(delta);
    const contentIndex = this.#blocks.length - 1;
    this.#replace(contentIndex, writing(type, text.value));
    events.push({ type: `${type}_delta`, contentIndex, delta, partial: this.#partial() });
    return events;
  }

  /** Ends the block of text or reasoning that is open, if one is. */
  closeWriting(): AnswerEvent[] {
    if (this.#open === null) return [];
    const { type, text } = this.#open;
    this.#open = null;
    const contentIndex = this.#blocks.length - 1;
    return [{ type: `${type}_end`, contentIndex, content: text.value, partial: this.#partial() }];
  }

  /** Opens a call behind all other blocks, and returns its place. Its arguments are `{}` until it ends. */
  openCall(id: string, name: string): { readonly contentIndex: number; readonly events: AnswerEvent[] } {
    const events = this.closeWriting();
    const contentIndex = this.#add({ type: "toolCall", id, name, arguments: {} });
    events.push({ type: "toolcall_start", contentIndex, partial: this.#partial() });
    return { contentIndex, events };
  }

  /** Tells of more of a call's JSON. */
  callDelta(contentIndex: number, delta: string): AnswerEvent {
    return { type: "toolcall_delta", contentIndex, delta, partial: this.#partial() };
  }

  /** Ends a call with its arguments. */
  endCall(contentIndex: number, call: Extract<AnswerBlock, { type: "toolCall" }>): AnswerEvent {
    this.#replace(contentIndex, call);
    return { type: "toolcall_end", contentIndex, toolCall: call, partial: this.#partial() };
  }

  #partial(): AnswerMessage {
    return this.#snapshot(this.#blocks);
  }

  #add(block: AnswerBlock): number {
    this.#blocks = [...this.#blocks, block];
    return this.#blocks.length - 1;
  }

  #replace(index: number, block: AnswerBlock): void {
    this.#blocks = this.#blocks.with(index, block);
  }
}

function writing(type: WritingType, text: string): AnswerBlock {
  return type === "text" ? { type, text } : { type, thinking: text, thinkingSignature: REASONING_FIELD };
}
