import type { Block, Message, StopReason, StreamEvent, ToolCallBlock } from "./protocol.ts";

/** Makes a copy of a message with another content. Given by the caller, who knows what else a message has. */
export type Rebuild<M extends Message> = (message: M, content: Block[], stopReason: StopReason) => M;

/** The kinds of blocks that hold text, and may hold markup. */
export type WritingType = "text" | "thinking";

interface OutBlockBase {
  /** Its place in our message, which never changes. */
  readonly index: number;
  isEnded: boolean;
}

/** Text or reasoning of the source's block at `sourceIndex`, or a part of it. */
export interface OutWriting extends OutBlockBase {
  readonly type: WritingType;
  readonly sourceIndex: number;
  text: string;
  /** The block as it stands, if it was asked for since it changed last. */
  snapshot: Block | null;
}

/** A tool call: the source's at `sourceIndex`, or one that we found. */
export interface OutCall extends OutBlockBase {
  readonly type: "toolCall";
  readonly sourceIndex: number | null;
  snapshot: ToolCallBlock;
}

export type OutBlock = OutWriting | OutCall;

/**
 * The message as it was handed out so far: its blocks, and what the source says of the rest.
 *
 * Snapshots are values: no later event changes one. Those of native calls are copies of the source's blocks.
 */
export class OutMessage<M extends Message> {
  readonly blocks: OutBlock[] = [];
  readonly #rebuild: Rebuild<M>;
  /** The last partial that the source gave. */
  #base: M | null = null;

  constructor(rebuild: Rebuild<M>) {
    this.#rebuild = rebuild;
  }

  /** Takes note of how the source's message stands. */
  observe(partial: M | undefined): void {
    if (partial !== undefined) this.#base = partial;
  }

  /** The source's block, as its last partial has it. */
  sourceBlock(sourceIndex: number): Block | undefined {
    return this.#base?.content[sourceIndex];
  }

  openWriting(type: WritingType, sourceIndex: number): OutWriting {
    const block = {
      type,
      sourceIndex,
      index: this.blocks.length,
      isEnded: false,
      text: "",
      snapshot: null,
    };
    this.blocks.push(block);
    return block;
  }

  openCall(snapshot: ToolCallBlock, sourceIndex: number | null): OutCall {
    const block = {
      type: "toolCall" as const,
      sourceIndex,
      index: this.blocks.length,
      isEnded: false,
      snapshot,
    };
    this.blocks.push(block);
    return block;
  }

  /** Our message as it stands; null before the source gave one. */
  snapshot(): M | null {
    if (this.#base === null) return null;
    const [first] = this.blocks;
    // Most deltas come while there is one block, for which the general way costs as much as all the rest.
    const isOnly = first !== undefined && this.blocks.length === 1;
    const content = isOnly ? [this.#take(first)] : this.blocks.map((block) => this.#take(block));
    return this.#rebuild(this.#base, content, this.#base.stopReason);
  }

  #take(block: OutBlock): Block {
    if (block.type === "toolCall") return block.snapshot;
    block.snapshot ??= writingBlock(block.type, block.text, this.sourceBlock(block.sourceIndex));
    return block.snapshot;
  }

  /** The events that begin a block; none where the source has not said what its message is. */
  startEvents(block: OutBlock): StreamEvent<M>[] {
    return this.#with((partial) => ({ type: startTypes[block.type], contentIndex: block.index, partial }));
  }

  append(block: OutWriting, delta: string): void {
    block.text += delta;
    block.snapshot = null;
  }

  /**
   * Appends to a block that holds all of the source's block so far.
   *
   * Where the source is as far as that, its string is taken instead of one of our own: a string that grows by small
   * pieces is a tree, which the garbage collector walks again and again, and a second one of the same text was a
   * third of what long answers cost.
   */
  extend(block: OutWriting, delta: string): void {
    const like = this.sourceBlock(block.sourceIndex);
    const said = like?.type === "text" ? like.text : like?.type === "thinking" ? like.thinking : "";
    const isInStep = said.length === block.text.length + delta.length;
    block.text = isInStep ? said : block.text + delta;
    block.snapshot = null;
  }

  /**
   * The event that says what was appended; null where it needs a partial and the source has not said what its
   * message is.
   */
  deltaEvent(block: OutWriting, delta: string, withPartial: boolean): StreamEvent<M> | null {
    const contentIndex = block.index;
    if (block.type === "text" && !withPartial) return { type: "text_delta", contentIndex, delta };
    const partial = this.snapshot();
    if (partial === null) return null;
    return { type: block.type === "text" ? "text_delta" : "thinking_delta", contentIndex, delta, partial };
  }

  /** Ends text or reasoning, unless it is ended, and returns the event that says so. */
  endEvents(block: OutWriting | null): StreamEvent<M>[] {
    if (block === null || block.isEnded) return [];
    block.isEnded = true;
    const type = block.type === "text" ? "text_end" : "thinking_end";
    return this.#with((partial) => ({ type, contentIndex: block.index, content: block.text, partial }));
  }

  /** Adds a call that we found, whole. */
  callEvents(toolCall: ToolCallBlock, rawArguments: string): StreamEvent<M>[] {
    const block = this.openCall({ ...toolCall, arguments: {} }, null);
    const contentIndex = block.index;
    const start = this.startEvents(block);
    block.snapshot = toolCall;
    block.isEnded = true;
    const rest = this.#with((partial) => ({
      type: "toolcall_delta",
      contentIndex,
      delta: rawArguments,
      partial,
    }));
    const end = this.#with((partial) => ({ type: "toolcall_end", contentIndex, toolCall, partial }));
    return [...start, ...(rawArguments === "" ? [] : rest), ...end];
  }

  #with(event: (partial: M) => StreamEvent<M>): StreamEvent<M>[] {
    const partial = this.snapshot();
    return partial === null ? [] : [event(partial)];
  }
}

const startTypes = { text: "text_start", thinking: "thinking_start", toolCall: "toolcall_start" } as const;

/** A block of this kind with this text; what else the source's block holds (a signature) is kept. */
export function writingBlock(type: WritingType, text: string, like: Block | undefined): Block {
  if (type === "text") return like?.type === "text" ? { ...like, text } : { type, text };
  return like?.type === "thinking" ? { ...like, thinking: text } : { type, thinking: text };
}
