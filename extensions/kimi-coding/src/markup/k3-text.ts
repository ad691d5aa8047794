import { CodeContext } from "./code-context.ts";
import { PendingSection } from "./k3-section.ts";
import type { HeldPiece } from "./k3-tag.ts";
import type { ParsedCall } from "./open-call.ts";
import type { Segment } from "./parser.ts";
import { firstVisible } from "./whitespace.ts";

/** What a text turned out to hold, in its order; from `answer` on it is the answer, wherever it stands (R13). */
export type K3Segment = Segment | { readonly kind: "answer" };

/** What the text ended in last, blanks aside. */
type Edge =
  /** Nothing: it has not begun. */
  | "start"
  /** The open tag of a section that has no call yet. */
  | "section"
  /** Framing of the channels. */
  | "framing"
  /** A call or a section, or framing behind one: what may end them is framing here (R10 e). */
  | "closed"
  /** Something visible. */
  | "visible";

/** What leaves the parser: text, with what is held of sections and of blanks around framing (R7 to R9). */
export class TextOut {
  readonly #code = new CodeContext();
  /** Set by whatever comes that is not blank. While it is not "visible", blanks are held. */
  #edge: Edge = "start";
  /** The blanks since the edge; they leave with the next visible text, and are dropped with framing. */
  readonly #blank: string[] = [];
  /** Set by the open tag of a section, "open" from its first call on, cleared by its close and what stands in for it. */
  #section: PendingSection | "open" | null = null;
  /** Set by the first visible text, for good. */
  #hasVisible = false;
  /** Set by the first call or section, for good. */
  #hasCalls = false;
  /** Set by the step into the answer, for good. */
  #isAnswer = false;
  /** Set by the first call or framing, for good. */
  #hasMarkup = false;
  /** How many special tokens are text; only grows. */
  #markersKept = 0;
  /** What is certain; `take` empties it. */
  #segments: K3Segment[] = [];

  get hasMarkup(): boolean {
    return this.#hasMarkup;
  }

  get markersKept(): number {
    return this.#markersKept;
  }

  /** Whether the next code unit is part of code (R12). */
  get isCode(): boolean {
    return this.#code.inside;
  }

  get isPending(): boolean {
    return this.#section !== null && this.#section !== "open";
  }

  /** Whether text leaves as it comes. */
  get isPlain(): boolean {
    return this.#edge === "visible" && !this.isPending;
  }

  get isClosed(): boolean {
    return this.#edge === "closed";
  }

  /** Whether nothing stood here but blanks and framing of the channels (R10 b). */
  get isHead(): boolean {
    return !this.#hasVisible && !this.#hasCalls;
  }

  get hasVisible(): boolean {
    return this.#hasVisible;
  }

  take(): K3Segment[] {
    const segments = this.#segments;
    this.#segments = [];
    return segments;
  }

  /** Takes text that the reader of segments passed on himself. */
  observe(text: string): void {
    this.#code.feed(text);
  }

  /** Adds plain text. */
  add(text: string, markers: number): void {
    this.#code.feed(text);
    const blanks = this.#edge === "visible" ? 0 : firstVisible(text);
    if (blanks === text.length) {
      this.#blank.push(text);
      return;
    }
    this.#markersKept += markers;
    const section = this.#section;
    this.#emit(text);
    if (section === null || section === "open") return;
    // Blanks at the edge do not count: whether they come with this text depends on how the whole was cut.
    section.addNoise(text.length - blanks);
    if (section.isOverfull) this.releaseSection();
  }

  /** Adds tags, or what was taken for a call, as text. */
  addTags(text: string, markers: number): void {
    if (text === "") return;
    this.#code.feed(text);
    this.#markersKept += markers;
    this.#emit(text);
  }

  /** Begins a section; `pieces` are its open tag and the closes in front of it that share its fate (R10 c). */
  beginSection(pieces: readonly HeldPiece[]): void {
    if (this.#section === null || this.#section === "open" || this.#section.hasText) {
      this.releaseSection();
      this.#section = new PendingSection();
    }
    this.#section.addFraming({ text: this.#takeBlank(), markers: 0 });
    for (const piece of pieces) this.#section.addFraming(piece);
    this.#edge = "section";
    this.#hasCalls = true;
  }

  /** Ends the section that is open, if one is; false if its close is text. */
  endSection(): boolean {
    const section = this.#section;
    const isFraming = section === null ? this.isClosed : section === "open" || !section.hasText;
    if (!isFraming) {
      this.releaseSection();
      return false;
    }
    this.#section = null;
    this.#drop("closed");
    return true;
  }

  /** The section is over without a call: if it had none so far, all of it is text. */
  releaseSection(): void {
    const section = this.#section;
    this.#section = null;
    if (section === null || section === "open") return;
    this.#markersKept += section.framingMarkers;
    // Blanks that are held stand behind its open tag.
    const blank = this.#takeBlank();
    this.#emit(section.text + blank);
  }

  addCall(call: ParsedCall): void {
    const section = this.#section;
    if (section !== null) {
      this.#section = "open";
      for (const text of section === "open" ? [] : section.noise) this.#emit(text);
    }
    this.#segments.push({ kind: "call", call });
    this.#code.startLine();
    this.#hasCalls = true;
    this.#drop("closed");
  }

  /** What was read last is framing, and so are the blanks in front of it. */
  dropFraming(): void {
    this.#drop(this.isClosed ? "closed" : "framing");
  }

  /** The step to another channel was read, which is framing. */
  step(): void {
    this.releaseSection();
    this.dropFraming();
    this.#code.startLine();
  }

  /** What follows is the answer, wherever it stands. */
  beginAnswer(): void {
    if (!this.#isAnswer) this.#segments.push({ kind: "answer" });
    this.#isAnswer = true;
  }

  finish(): void {
    this.releaseSection();
    // Blanks are all that there was; behind framing they go with it.
    if (this.#edge === "start" && this.#blank.length > 0) this.#push(this.#takeBlank());
  }

  #drop(edge: "framing" | "closed"): void {
    this.#blank.length = 0;
    this.#edge = edge;
    this.#hasMarkup = true;
  }

  #takeBlank(): string {
    return this.#blank.splice(0).join("");
  }

  /** Passes visible text on, into the section that is pending or to the outside. */
  #emit(visible: string): void {
    const text = this.#takeBlank() + visible;
    this.#edge = "visible";
    this.#hasVisible = true;
    const section = this.#section;
    if (section === null || section === "open") this.#push(text);
    else section.addText(text);
  }

  #push(text: string): void {
    const last = this.#segments.at(-1);
    if (last?.kind === "text") this.#segments.splice(-1, 1, { kind: "text", text: last.text + text });
    else this.#segments.push({ kind: "text", text });
  }
}
