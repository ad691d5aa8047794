import type { DeclaredTool } from "./call-header.ts";
import { OpenCall, readCallName } from "./k3-call.ts";
import { Framing } from "./k3-framing.ts";
import { nextK3Marker, TagScanner } from "./k3-tag-scanner.ts";
import type { HeldPiece, OpenTag, Tag } from "./k3-tag.ts";
import { TextOut, type K3Segment } from "./k3-text.ts";

/**
 * Finds the tool calls and the framing of K3 in a text that arrives in pieces (`docs/reference/tool-call-markup.md`).
 *
 * Pure and incremental: one pass, but for the rest of a call that failed, which is read once more (R6). However the
 * text is cut, the joined text and the calls are the same. Outside sections and calls it holds back at most one tag,
 * a run of tags that end channels, and blanks.
 */
export class K3Parser {
  readonly #tools: readonly DeclaredTool[];
  readonly #scanner: TagScanner;
  readonly #out = new TextOut();
  readonly #framing = new Framing(this.#out);
  /** Set by the open tag of a call, cleared where that call ends or fails. */
  #call: OpenCall | null = null;
  /** Set while what followed a failed call is read again: calls that begin there do not fail twice (R6). */
  #isReplay = false;
  /** Set by `finish`, for good. */
  #isFinished = false;
  /** Only grows. */
  #work = 0;

  constructor({ tools = [] }: { readonly tools?: readonly DeclaredTool[] }) {
    this.#tools = tools;
    this.#scanner = new TagScanner({
      isLiteral: () => this.#call === null && this.#out.isCode,
      takeText: (text, markers) => this.#takeText(text, markers),
      takeTag: (tag) => this.#takeTag(tag),
    });
  }

  /** How many code units were handled, each as often as it was; at most three times what was fed (invariant 20). */
  get work(): number {
    return this.#work;
  }

  /** Whether anything of what was fed is not in the text: a call, or framing. */
  get hasMarkup(): boolean {
    return this.#out.hasMarkup;
  }

  /** How many special tokens stayed in the text because they made neither a call nor framing. */
  get markersKept(): number {
    return this.#out.markersKept;
  }

  /**
   * Takes more of the text if it goes on as it is, behind all that was fed before; nearly all text does. Returns
   * false, and takes nothing, if it must be fed.
   */
  pass(text: string): boolean {
    const isPlain = this.#scanner.isIdle && this.#call === null && this.#framing.isPlain;
    if (this.#isFinished || !isPlain || nextK3Marker(text, 0) !== text.length) return false;
    this.#work += text.length;
    this.#out.observe(text);
    return true;
  }

  /** Takes more of the text and returns what is certain by now. Throws after `finish`. */
  feed(text: string): K3Segment[] {
    if (this.#isFinished) throw new Error("The text has ended: a parser takes nothing after finish().");
    this.#scanner.scan(text);
    return this.#out.take();
  }

  /** Ends the text and returns all that was held back. A second call returns nothing. */
  finish(): K3Segment[] {
    if (this.#isFinished) return [];
    // The end closes no call: arguments come one by one, so there may have been more of them (R1).
    while (this.#call !== null) this.#failCall(this.#call, { cutOff: this.#scanner.flush() });
    this.#framing.finish(this.#scanner.flush());
    this.#isFinished = true;
    return this.#out.take();
  }

  #takeText(text: string, markers: 0 | 1): void {
    this.#work += text.length;
    const call = this.#call;
    if (call === null) {
      this.#framing.addText(text, markers);
      return;
    }
    const taken = call.takeText(text, markers);
    if (taken === text.length) return;
    const rest = text.slice(taken);
    this.#failCall(call, { rest, takeRest: () => this.#framing.addText(rest, taken === 0 ? markers : 0) });
  }

  #takeTag(tag: Tag): void {
    this.#work += tag.text.length;
    const call = this.#call;
    if (call === null) {
      this.#takeTagOfText(tag);
      return;
    }
    const use = call.takeTag(tag);
    if (use === "part") return;
    const isCall = use !== "refused" && this.#closeCall(call);
    if (isCall && use === "close") return;
    if (isCall) this.#takeTagOfText(tag);
    else this.#failCall(call, { rest: tag.text, takeRest: () => this.#takeTagOfText(tag) });
  }

  /** Takes a tag that is part of no call. */
  #takeTagOfText(tag: Tag): void {
    if (tag.kind === "open" && (tag.name === "call" || tag.name === "toolscall")) this.#beginCall(tag);
    else this.#framing.takeTag(tag);
  }

  #beginCall(tag: OpenTag): void {
    const name = readCallName(tag, this.#tools);
    if (name === null) {
      this.#framing.takeTag(tag);
      return;
    }
    const lead = this.#framing.releaseBeforeLead();
    // Its `tools` got lost in it, and its close may come.
    if (tag.name === "toolscall") this.#out.beginSection([]);
    this.#call = new OpenCall(name, tag, { lead, isRaw: this.#isReplay });
  }

  #closeCall(call: OpenCall): boolean {
    const parsed = call.parsed();
    if (parsed === null) return false;
    this.#call = null;
    this.#framing.addCall(parsed);
    return true;
  }

  /** The call is none: it is text, and what came after the first tag that could have ended it is read again (R6). */
  #failCall(
    call: OpenCall,
    { rest = "", takeRest, cutOff }: { rest?: string; takeRest?: () => void; cutOff?: HeldPiece },
  ): void {
    this.#call = null;
    const { text, markers, again } = call.fail(cutOff);
    this.#work += text.length;
    this.#out.addTags(text, markers);
    if (again === null) {
      takeRest?.();
      return;
    }
    this.#isReplay = true;
    this.#scanner.scan(again + rest);
    this.#isReplay = false;
  }
}
