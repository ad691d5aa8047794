import { HeldRun } from "./k3-held-run.ts";
import type { CutOff } from "./k3-tag-scanner.ts";
import type { CloseTag, EndTag, HeldPiece, OpenTag, Tag } from "./k3-tag.ts";
import type { TextOut } from "./k3-text.ts";
import type { ParsedCall } from "./open-call.ts";
import { firstVisible } from "./whitespace.ts";

/** What stands between calls: which of its tags are framing, and which are text (R7, R10). */
export class Framing {
  readonly #out: TextOut;
  /** Tags that end channels, held until it is known what follows: emptied by each other tag and by visible text. */
  readonly #run = new HeldRun();
  /** Set where a close of the thinking is dropped behind a call, cleared by the next: a response behind it is the answer. */
  #isThinkClosed = false;

  constructor(out: TextOut) {
    this.#out = out;
  }

  /** Whether text leaves as it comes. */
  get isPlain(): boolean {
    return this.#run.isEmpty && this.#out.isPlain;
  }

  /** Adds text in which no tag is. */
  addText(text: string, markers: number): void {
    if (!this.#run.isEmpty) {
      if (firstVisible(text) === text.length) {
        this.#run.addBlank(text);
        return;
      }
      this.#release(this.#run.take());
    }
    this.#out.add(text, markers);
  }

  addCall(call: ParsedCall): void {
    this.#isThinkClosed = false;
    this.#out.addCall(call);
  }

  /** Adds a tag that is text. */
  #addTag(tag: Tag): void {
    this.#release([...this.#run.take(), tag]);
  }

  #release(pieces: readonly HeldPiece[]): void {
    const markers = pieces.reduce((sum, piece) => sum + piece.markers, 0);
    this.#out.addTags(pieces.map(({ text }) => text).join(""), markers);
  }

  /** Releases the run that is held, but for its last steps, and returns those: a call that follows shares their fate. */
  releaseBeforeLead(): readonly HeldPiece[] {
    const { before, lead } = this.#run.takeLead();
    this.#release(before);
    return lead;
  }

  /** Takes a tag that begins no call. */
  takeTag(tag: Tag): void {
    switch (tag.kind) {
      case "open":
        this.#takeOpen(tag);
        return;
      case "close":
        this.#takeClose(tag);
        return;
      case "end":
        this.#takeChannelEnd(tag);
        return;
      default:
        tag satisfies never;
    }
  }

  #takeOpen(tag: OpenTag): void {
    switch (tag.name) {
      case "message":
        if (tag.attributes.get("role") === "assistant") this.#takeHead(tag);
        else this.#addTag(tag);
        return;
      case "think":
        this.#takeHead(tag);
        return;
      case "response":
        this.#takeResponse(tag);
        return;
      case "tools":
        this.#out.beginSection([...this.releaseBeforeLead(), tag]);
        return;
      case "call":
      case "toolscall":
      case "argument":
      case "json":
        this.#addTag(tag);
        return;
      default:
        tag.name satisfies never;
    }
  }

  /** An open of the message or of the thinking is framing where nothing was said before it (R10 b). */
  #takeHead(tag: OpenTag): void {
    if (this.#run.isEmpty && this.#out.isHead) this.#out.dropFraming();
    else this.#addTag(tag);
  }

  /** An open of the response is framing behind the close of a channel, at the head, and behind a call (R10 a, b, e). */
  #takeResponse(tag: OpenTag): void {
    const lead = this.releaseBeforeLead();
    if (lead.length > 0) this.#out.step();
    else if (this.#out.isHead || this.#out.isClosed) this.#out.dropFraming();
    else {
      this.#addTag(tag);
      return;
    }
    const isBehindThinking = this.#isThinkClosed && this.#out.isClosed;
    const endsThinking = isBehindThinking || lead.some(({ text }) => text.includes("think"));
    if (endsThinking || !this.#out.hasVisible) this.#out.beginAnswer();
  }

  #takeClose(tag: CloseTag): void {
    switch (tag.name) {
      case "message":
      case "think":
      case "response":
        this.#takeChannelEnd(tag);
        return;
      case "tools":
        this.#endSection(tag);
        return;
      case "call":
      case "toolsmessage":
        if (this.#run.isEmpty && this.#out.isClosed) this.#out.dropFraming();
        else this.#addTag(tag);
        return;
      case "argument":
      case "json":
        this.#addTag(tag);
        return;
      default:
        tag.name satisfies never;
    }
  }

  /** Right behind a call or a section such a tag is framing at once; elsewhere what follows decides (R10). */
  #takeChannelEnd(tag: CloseTag | EndTag): void {
    const isWhole = tag.kind === "end" || tag.isWhole;
    if (!isWhole || !this.#run.isEmpty || !this.#out.isClosed) {
      this.#run.addTag(tag);
      return;
    }
    if (tag.kind === "close" && tag.name === "think") this.#isThinkClosed = true;
    this.#out.dropFraming();
  }

  #endSection(tag: CloseTag): void {
    this.#release(this.#run.take());
    const { isClosed } = this.#out;
    if (!this.#out.endSection()) this.#addTag(tag);
    else if (!isClosed) this.#isThinkClosed = false;
  }

  /**
   * Ends the text. A tag that was cut off by that is dropped behind framing that ends something, unless it says more
   * than that something begins or ends (R10).
   */
  finish({ tag, text, markers, hasAttributes }: CutOff): void {
    const isBehindEnd = !this.#run.isEmpty || this.#out.isClosed;
    if (tag !== null) this.#run.addTag(tag);
    else if (text !== "" && (hasAttributes || !isBehindEnd)) this.addText(text, markers);
    else if (text !== "" && this.#run.isEmpty) this.#out.dropFraming();
    if (!this.#run.isEmpty) {
      // What ends the block is framing, with a cut-off tag behind it (R10 d).
      this.#run.take();
      this.#out.dropFraming();
    }
    this.#out.finish();
  }
}
