import { ArgumentsReader } from "./call-arguments.ts";
import type { OutCall } from "./out-message.ts";
import type { Block, Message, NativeEvent, ToolCallBlock } from "./protocol.ts";
import type { NamedArguments } from "./twins.ts";

/** A native call of the source, with what is not handed out of it yet. */
export class NativeCall<M extends Message> {
  readonly type = "toolCall";
  readonly sourceIndex: number;
  /** The call as the source last had it. Set by each event, by the end, and by the final message. */
  call: ToolCallBlock = { type: "toolCall", id: "", name: "", arguments: {} };
  /** Set by its end, or by the final message, for good. */
  isEnded = false;
  /**
   * Events that wait until it is known whether the call is a twin of one that we found. Null if nothing was found when
   * it began; cleared when they are handed out, or dropped.
   */
  waiting: NativeEvent<M>[] | null;
  /** Another id than its own, which a call that we found has taken. Set when it is first handed out. */
  publicId: string | null = null;
  /** Our block for it. Set when it is first handed out. */
  target: OutCall | null = null;
  readonly #reader = new ArgumentsReader();
  /** The text of its arguments, in pieces; those from `#readTo` on were not read yet. */
  readonly #pieces: string[] = [];
  #readTo = 0;
  /** The text of the arguments is no JSON object. Set by the first piece that makes it so. */
  #isBroken = false;

  constructor(sourceIndex: number, mayWait: boolean) {
    this.sourceIndex = sourceIndex;
    this.waiting = mayWait ? [] : null;
  }

  /** Takes note of what an event says of the call. */
  observe(event: NativeEvent<M>): void {
    const block: Block | undefined = event.partial.content[event.contentIndex];
    if (block?.type === "toolCall") this.call = block;
    if (event.type === "toolcall_delta") this.#pieces.push(event.delta);
    if (event.type !== "toolcall_end") return;
    this.call = event.toolCall;
    this.isEnded = true;
  }

  /** The call with its arguments, as soon as they are all there; null before. What was read is not read again. */
  known(): NamedArguments | null {
    if (this.isEnded) return this.call;
    for (; this.#readTo < this.#pieces.length && !this.#isBroken; this.#readTo += 1) {
      const piece = this.#pieces[this.#readTo] ?? "";
      this.#isBroken = this.#reader.read(piece, 0, piece.length) < piece.length;
    }
    if (this.#isBroken || !this.#reader.isComplete) return null;
    const parsed = this.#reader.parse(this.#pieces.join(""));
    return parsed === null ? null : { name: this.call.name, arguments: parsed };
  }

  /** The call as it is handed out. */
  publicCall(): ToolCallBlock {
    return this.publicId === null ? { ...this.call } : { ...this.call, id: this.publicId };
  }
}
