import type { DeclaredTool } from "./call-header.ts";
import { CodeContext, isSpecial } from "./code-context.ts";
import type { Dialect, MarkerKind } from "./dialect.ts";
import { ANGLE, MarkerScanner } from "./marker-scanner.ts";
import { OpenCall, type ParsedCall } from "./open-call.ts";
import { PendingSection } from "./pending-section.ts";
import { firstVisible } from "./whitespace.ts";

/** What a text turned out to hold, in its order. Neighbouring text segments belong together. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "call"; readonly call: ParsedCall };

export interface ParserOptions {
  readonly dialect: Dialect;
  /** The tools that the model was offered; a call without an index is one of these or none. */
  readonly tools?: readonly DeclaredTool[];
}

/**
 * Finds tool calls in a text that arrives in pieces (policy R1 to R10 and R12 of
 * `docs/reference/tool-call-markup.md`).
 *
 * Pure and incremental: one pass, but for the rest of a call that failed, which is read once more (R6). However the
 * text is cut, the joined text and the calls are the same. Outside sections and calls it holds back at most the
 * beginning of a marker and a run of blanks.
 */
export class MarkupParser {
  readonly #tools: readonly DeclaredTool[];
  /** Holds the beginning of a marker; the parser is told only of whole markers and of what is none. */
  readonly #scanner: MarkerScanner;
  /** Fed with all visible text, markers that stay text included; a call begins a new line in it. */
  readonly #code = new CodeContext();
  /** The call under way. Set by its first marker outside code; cleared when it is closed, or fails. */
  #call: OpenCall | null = null;
  /**
   * The section under way. Pending from its first marker on; "open" from its first call on. Cleared by its end
   * marker, and when it turns out to be text; another section's beginning clears it where it is open, or has text.
   */
  #section: PendingSection | "open" | null = null;
  /**
   * What stands in front of the next code unit, blanks aside: nothing, or the beginning of a section ("start"); the
   * end of a call or of a section, behind which end markers are framing too ("closed", R10); or something visible.
   */
  #edge: "start" | "closed" | "visible" = "start";
  /** The blanks since that edge. Taken by visible text that follows, dropped by framing that follows. */
  #blank: string[] = [];
  /** Set while the rest of a failed call is read once more: calls that begin there end at any marker (R6). */
  #isReplay = false;
  /** Text goes on as it comes: nothing is under way that could hold it back. Set anew by each `feed`. */
  #isFlowing = false;
  /** Set by `finish`, for good. */
  #isFinished = false;
  /** Set by the first call or framing, for good. */
  #hasMarkup = false;
  /** What is certain and not returned yet. Taken by each `feed`. */
  #out: Segment[] = [];
  #work = 0;
  #markersKept = 0;

  constructor({ dialect, tools = [] }: ParserOptions) {
    this.#tools = tools;
    this.#scanner = new MarkerScanner(dialect, {
      takeRun: (text, from, end) => this.#takeRun(text, from, end),
      takeMarker: (kind, marker) => {
        this.#work += marker.length;
        this.#takeMarker(kind, marker);
      },
    });
  }

  /** How many code units were handled, each as often as it was; at most three times what was fed (invariant 20). */
  get work(): number {
    return this.#work;
  }

  /** Whether anything of what was fed is not in the text: a call, or framing. */
  get hasMarkup(): boolean {
    return this.#hasMarkup;
  }

  /** How many markers stayed in the text because they made no call. */
  get markersKept(): number {
    return this.#markersKept;
  }

  /**
   * Takes more of the text if it goes on as it is, behind all that was fed before; nearly all text does. Returns
   * false, and takes nothing, if it must be fed.
   */
  pass(text: string): boolean {
    if (!this.#isFlowing) return false;
    // One loop for both: nearly all deltas are a few letters, and this is what each of them costs.
    let isSilent = this.#code.isWithinLine;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (isLetter(code)) continue;
      if (code === ANGLE && this.#scanner.mayBeginAt(text, at)) return false;
      if (isSpecial(code)) isSilent = false;
    }
    this.#work += text.length;
    if (!isSilent) this.#code.feed(text);
    return true;
  }

  /** Takes more of the text and returns what is certain by now. Throws after `finish`. */
  feed(text: string): Segment[] {
    if (this.#isFinished) throw new Error("The text has ended: a parser takes nothing after finish().");
    this.#scanner.scan(text);
    this.#isFlowing = this.#isPlain;
    return this.#take();
  }

  /** Ends the text and returns all that was held back. A second call returns nothing. */
  finish(): Segment[] {
    if (this.#isFinished) return [];
    while (this.#call !== null) this.#finishCall(this.#call);
    const fragment = this.#scanner.endFragment();
    // A marker that the end cut off is dropped where the whole one would be framing (R10).
    if (fragment !== null && this.#edge !== "closed") this.#emit(this.#takeBlank() + fragment);
    this.#releaseSection();
    const blank = this.#takeBlank();
    if (this.#edge !== "closed" && blank !== "") this.#emit(blank);
    this.#isFinished = true;
    this.#isFlowing = false;
    return this.#take();
  }

  #take(): Segment[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  get #isPlain(): boolean {
    const isPending = this.#section !== null && this.#section !== "open";
    return this.#edge === "visible" && this.#call === null && !isPending && !this.#scanner.holds;
  }

  get #pending(): PendingSection | null {
    return this.#section === "open" ? null : this.#section;
  }

  /** Takes a run in which no marker begins, or as much of it as one mode is for; returns where that ends. */
  #takeRun(text: string, from: number, end: number): number {
    const call = this.#call;
    const reached = call === null ? end : call.takeRun(text, from, end);
    this.#work += reached - from;
    if (call === null) this.#takeText(text.slice(from, end));
    else if (reached < end) this.#failCall(call);
    return reached;
  }

  #takeMarker(kind: MarkerKind, marker: string): void {
    const call = this.#call;
    if (call === null) {
      this.#takeBaseMarker(kind, marker);
      return;
    }
    const effect = call.takeMarker(kind, marker);
    if (effect === "part") return;
    const isCall = effect === "end" && this.#closeCall(call);
    if (!isCall) this.#failCall(call);
    if (!isCall || kind !== "call-end") this.#takeMarker(kind, marker);
  }

  // Text, and between calls

  #takeText(run: string): void {
    this.#code.feed(run);
    const blanks = this.#edge === "visible" ? 0 : firstVisible(run);
    if (blanks === run.length) {
      this.#blank.push(run);
      return;
    }
    this.#emit(this.#takeBlank() + run);
    // Blanks at the edge do not count: whether they come with this run depends on how the text was cut.
    if (this.#pending?.countNoise(run.length - blanks) === true) this.#releaseSection();
  }

  #takeBlank(): string {
    if (this.#blank.length === 0) return "";
    const blank = this.#blank.join("");
    this.#blank = [];
    return blank;
  }

  /** Passes visible text on, into the section that is pending or to the outside. */
  #emit(text: string): void {
    this.#edge = "visible";
    if (this.#pending === null) this.#pushText(text);
    else this.#pending.addText(text);
  }

  #pushText(text: string): void {
    const last = this.#out.at(-1);
    if (last?.kind === "text") this.#out.splice(-1, 1, { kind: "text", text: last.text + text });
    else this.#out.push({ kind: "text", text });
  }

  #emitMarker(marker: string): void {
    this.#code.feed(marker);
    this.#markersKept += 1;
    this.#emit(this.#takeBlank() + marker);
  }

  #takeBaseMarker(kind: MarkerKind, marker: string): void {
    if (this.#code.inside) {
      this.#emitMarker(marker);
      return;
    }
    switch (kind) {
      case "section-begin":
        this.#beginSection(marker);
        return;
      case "call-begin":
        this.#call = new OpenCall(marker, this.#tools, this.#isReplay);
        return;
      case "section-end":
        this.#endSection(marker);
        return;
      case "call-end":
      case "turn-end":
        if (this.#edge === "closed") this.#blank = [];
        else this.#emitMarker(marker);
        return;
      case "argument-begin":
        this.#emitMarker(marker);
        return;
      default:
        kind satisfies never;
    }
  }

  #beginSection(marker: string): void {
    if (this.#pending === null || this.#pending.hasText) this.#releaseSection();
    const section = this.#pending ?? new PendingSection();
    section.addMarker(this.#takeBlank(), marker);
    this.#section = section;
    this.#edge = "start";
  }

  #endSection(marker: string): void {
    const isFraming =
      this.#section === null ? this.#edge === "closed" : this.#pending === null || !this.#pending.hasText;
    if (!isFraming) {
      this.#releaseSection();
      this.#emitMarker(marker);
      return;
    }
    this.#section = null;
    this.#close();
  }

  /** What was read last is framing for good; so are the blanks in front of it. */
  #close(): void {
    this.#blank = [];
    this.#edge = "closed";
    this.#hasMarkup = true;
  }

  /** The section under way is over without a call: if it had none so far, all of it is text. */
  #releaseSection(): void {
    const section = this.#pending;
    this.#section = null;
    if (section === null) return;
    this.#markersKept += section.markers;
    this.#emit(section.whole() + this.#takeBlank());
  }

  // Calls

  /** Ends a call whose arguments are complete; false if it names no tool after all. */
  #closeCall(call: OpenCall): boolean {
    const parsed = call.parse();
    if (parsed === null) return false;
    this.#call = null;
    const noise = this.#pending?.noise() ?? "";
    if (this.#section !== null) this.#section = "open";
    if (noise !== "") this.#emit(noise);
    this.#out.push({ kind: "call", call: parsed });
    this.#code.startLine();
    this.#close();
    return true;
  }

  /** The call is none: it is text, and what came after the first marker that could have ended it is read again. */
  #failCall(call: OpenCall): void {
    this.#call = null;
    const { text, markers, rest } = call.fail();
    this.#work += text.length;
    this.#code.feed(text);
    this.#markersKept += markers;
    this.#emit(this.#takeBlank() + text);
    if (rest === null) return;
    this.#isReplay = true;
    this.#scanner.scan(rest);
    this.#isReplay = false;
  }

  #finishCall(call: OpenCall): void {
    if (call.isComplete && this.#closeCall(call)) return;
    const fragment = this.#scanner.endFragment();
    if (fragment !== null) call.takeFragment(fragment);
    this.#failCall(call);
  }
}

/** Whether a code unit is a small letter, as most are: those say nothing to anybody here. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
