import type { Emit } from "../events/index.ts";
import type { Block, Message, NativeEvent, StopReason, StreamEvent, ToolCallBlock } from "./protocol.ts";

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
}

/** A tool call: the source's at `sourceIndex`, or one that we found. */
export interface OutCall extends OutBlockBase {
  readonly type: "toolCall";
  readonly sourceIndex: number | null;
  snapshot: ToolCallBlock;
}

export type OutBlock = OutWriting | OutCall;

/** Up to so many blocks, each snapshot has an array of its own. */
const FEW_BLOCKS = 256;

/**
 * The message as it was handed out so far: its blocks, and what the source says of the rest. It hands out the events
 * that say what changed.
 *
 * Their snapshots are values: no later event changes one. Those of native calls are copies of the source's blocks.
 * What a snapshot costs does not grow with the message: blocks that did not change are shared, and a message of very
 * many has one array that grows with it, as those of the adapters do. It shows nothing that is not certain, but may be
 * ahead of the event that it comes with.
 */
export class OutMessage<M extends Message> {
  readonly blocks: OutBlock[] = [];
  readonly #rebuild: Rebuild<M>;
  readonly #emit: Emit<StreamEvent<M>>;
  /** The last partial that the source gave. */
  #base: M | null = null;
  /** The blocks as they stand, but for the one that changed last. */
  readonly #content: Block[] = [];
  /** The block that changed last, if it is not in the content yet. */
  #changed: OutBlock | null = null;

  constructor(rebuild: Rebuild<M>, emit: Emit<StreamEvent<M>>) {
    this.#rebuild = rebuild;
    this.#emit = emit;
  }

  /** Takes note of how the source's message stands. */
  observe(partial: M | undefined): void {
    if (partial !== undefined) this.#base = partial;
  }

  /** Opens a block, and says so where the source has said what its message is. */
  openWriting(type: WritingType, sourceIndex: number): OutWriting {
    const index = this.blocks.length;
    const block = { type, sourceIndex, index, isEnded: false, text: "" };
    this.#add(block);
    const partial = this.#snapshot();
    if (partial !== null) this.#emit({ type: `${type}_start`, contentIndex: index, partial });
    return block;
  }

  append(block: OutWriting, delta: string): void {
    block.text += delta;
    this.#mark(block);
  }

  /**
   * Appends to a block that holds all of the source's block so far.
   *
   * Where the source is as far as that, its string is taken instead of one of our own: a string that grows by small
   * pieces is a tree, which the garbage collector walks again and again, and a second one of the same text was a
   * third of what long answers cost.
   */
  extend(block: OutWriting, delta: string): void {
    const like = this.#base?.content[block.sourceIndex];
    const said = like?.type === "text" ? like.text : like?.type === "thinking" ? like.thinking : "";
    const isInStep = said.length === block.text.length + delta.length;
    block.text = isInStep ? said : block.text + delta;
    this.#mark(block);
  }

  /**
   * Says what was appended: of text without a partial, if the source said it without one. Nothing where it takes a
   * partial, and the source has not said what its message is.
   */
  emitDelta(block: OutWriting, delta: string, withPartial: boolean): void {
    const contentIndex = block.index;
    if (block.type === "text" && !withPartial) {
      this.#emit({ type: "text_delta", contentIndex, delta });
      return;
    }
    const partial = this.#snapshot();
    if (partial === null) return;
    const type = block.type === "text" ? "text_delta" : "thinking_delta";
    this.#emit({ type, contentIndex, delta, partial });
  }

  /** Ends text or reasoning, unless there is none or it is ended, and says so. */
  endWriting(block: OutWriting | null): void {
    if (block === null || block.isEnded) return;
    block.isEnded = true;
    const partial = this.#snapshot();
    if (partial === null) return;
    const type = block.type === "text" ? "text_end" : "thinking_end";
    this.#emit({ type, contentIndex: block.index, content: block.text, partial });
  }

  /** Adds a call that we found, whole, with its three events. */
  addCall(toolCall: ToolCallBlock, rawArguments: string): void {
    const block = this.openCall({ ...toolCall, arguments: {} }, null);
    const contentIndex = block.index;
    const begun = this.#snapshot();
    this.updateCall(block, toolCall);
    block.isEnded = true;
    const partial = this.#snapshot();
    if (begun === null || partial === null) return;
    this.#emit({ type: "toolcall_start", contentIndex, partial: begun });
    if (rawArguments !== "")
      this.#emit({ type: "toolcall_delta", contentIndex, delta: rawArguments, partial });
    this.#emit({ type: "toolcall_end", contentIndex, toolCall, partial });
  }

  /** Opens a block for a native call, whose events the source sends. */
  openCall(snapshot: ToolCallBlock, sourceIndex: number | null): OutCall {
    const index = this.blocks.length;
    const block = { type: "toolCall" as const, sourceIndex, index, isEnded: false, snapshot };
    this.#add(block);
    return block;
  }

  updateCall(block: OutCall, snapshot: ToolCallBlock): void {
    block.snapshot = snapshot;
    this.#mark(block);
  }

  /** Hands on an event of a native call, in the place and with the message that it has here. */
  emitNative(block: OutCall, event: NativeEvent<M>): void {
    const moved = { ...event, contentIndex: block.index, partial: this.#snapshot() ?? event.partial };
    this.#emit(moved.type === "toolcall_end" ? { ...moved, toolCall: block.snapshot } : moved);
  }

  #add(block: OutBlock): void {
    this.blocks.push(block);
    this.#mark(block);
  }

  #mark(block: OutBlock): void {
    if (this.#changed !== null && this.#changed !== block) this.#settle(this.#changed);
    this.#changed = block;
  }

  #settle(block: OutBlock): void {
    this.#content[block.index] = this.#blockOf(block);
    this.#changed = null;
  }

  /** Our message as it stands; null before the source gave one. */
  #snapshot(): M | null {
    const base = this.#base;
    if (base === null) return null;
    if (this.#changed !== null) this.#settle(this.#changed);
    return this.#rebuild(base, this.#copyContent(), base.stopReason);
  }

  #copyContent(): Block[] {
    const content = this.#content;
    const [first] = content;
    // Most deltas come while there is one block, for which the general way costs as much as all the rest.
    if (first !== undefined && content.length === 1) return [first];
    return content.length > FEW_BLOCKS ? content : content.slice();
  }

  #blockOf(block: OutBlock): Block {
    if (block.type === "toolCall") return block.snapshot;
    return writingBlock(block.type, block.text, this.#base?.content[block.sourceIndex]);
  }
}

/** A block of this kind with this text; what else the source's block holds (a signature) is kept. */
export function writingBlock(type: WritingType, text: string, like: Block | undefined): Block {
  if (type === "text") return like?.type === "text" ? { ...like, text } : { type, text };
  return like?.type === "thinking" ? { ...like, thinking: text } : { type, thinking: text };
}
