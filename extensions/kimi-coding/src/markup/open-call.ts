import { ArgumentsReader } from "./call-arguments.ts";
import { inferTool, readHeader, type CallHeader, type DeclaredTool } from "./call-header.ts";
import type { MarkerKind } from "./dialect.ts";
import { isWhitespace } from "./whitespace.ts";

/** A call that was written as markup. */
export interface ParsedCall {
  readonly name: string;
  /** The index that the model gave it (`functions.NAME:IDX`), digits only; null if it gave none. */
  readonly index: string | null;
  /** The header as the model wrote it, without the blanks around it. */
  readonly nativeId: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The arguments as the model wrote them, without the blanks around them; `""` if it wrote none. */
  readonly rawArguments: string;
}

/** What is left of a call that turned out to be none. */
interface FailedCall {
  /** What is text for good. */
  readonly text: string;
  /** How many markers stand in that text. */
  readonly markers: number;
  /** What is to be read once more, with markers ending calls even in strings (R6); null if there is nothing. */
  readonly rest: string | null;
}

/**
 * What a marker is to the call that it comes in: part of it, its end if `parse` makes a call of it, or a sign that it
 * is no call.
 */
type MarkerEffect = "part" | "end" | "refused";

const ANGLE = 0x3c;
/** The longest header; more is prose (R3). In code units. */
const MAX_HEADER_UNITS = 256;

/**
 * A call from its first marker on, which may still turn out to be text: a header of one word, then one JSON object
 * (policy R3 to R6 of `docs/reference/tool-call-markup.md`). Each code unit is looked at once.
 */
export class OpenCall {
  readonly #tools: readonly DeclaredTool[];
  /** Whether a marker ends it even in a string: it is read for the second time (R6). */
  readonly #isRaw: boolean;
  /** Everything since its first marker, in order; joined once, at its end. */
  readonly #pieces: string[];
  /** How many of the pieces are markers. */
  #markers = 1;
  /** The header's word so far. Grows until the first blank behind it. */
  #word = "";
  /** Set by that blank: what follows the word must be blanks, or the marker of the arguments. */
  #wordEnded = false;
  /** Null while the header is read; set by the marker of the arguments. */
  #header: CallHeader | null = null;
  /** Where the arguments begin in the pieces. Set together with the header. */
  #argumentsAt = 0;
  readonly #arguments = new ArgumentsReader();
  /**
   * The first marker in a string that ends the call if its arguments turn out to be no JSON: where in the pieces, and
   * how many markers stand before it. Set once; cleared when the arguments are known to be sound.
   */
  #rawEnd: { readonly at: number; readonly markersBefore: number } | null = null;

  constructor(marker: string, tools: readonly DeclaredTool[], isRaw: boolean) {
    this.#pieces = [marker];
    this.#tools = tools;
    this.#isRaw = isRaw;
  }

  /** Whether the arguments are one whole object: a call that needs no end marker (R1). */
  get isComplete(): boolean {
    return this.#arguments.isComplete;
  }

  /** Takes a run in which no marker begins; returns where it stops being a call, `end` if it does not. */
  takeRun(text: string, from: number, end: number): number {
    const reached =
      this.#header === null ? this.#readHeader(text, from, end) : this.#arguments.read(text, from, end);
    if (reached > from) this.#pieces.push(text.slice(from, reached));
    return reached;
  }

  takeMarker(kind: MarkerKind, marker: string): MarkerEffect {
    if (this.#header === null) {
      this.#header = kind === "argument-begin" ? readHeader(this.#word, this.#tools) : null;
      if (this.#header === null) return "refused";
      this.#addMarker(marker);
      this.#argumentsAt = this.#pieces.length;
      return "part";
    }
    const endsCall = kind !== "argument-begin" && kind !== "turn-end";
    if (this.#arguments.inString && !(this.#isRaw && endsCall)) {
      if (endsCall) this.#rawEnd ??= { at: this.#pieces.length, markersBefore: this.#markers };
      this.#addMarker(marker);
      return "part";
    }
    return endsCall && (this.isComplete || !this.#arguments.hasAny) ? "end" : "refused";
  }

  /** Takes the beginning of a marker that the end of the text cut off: it is not a marker. */
  takeFragment(fragment: string): void {
    this.#pieces.push(fragment);
  }

  /** The call, once its arguments are complete; null if it names no tool after all. */
  parse(): ParsedCall | null {
    const rawArguments = this.#pieces.slice(this.#argumentsAt).join("").trim();
    const parsed = this.#arguments.parse(rawArguments);
    const header = this.#header;
    const name = header?.kind === "named" ? header.name : parsed && inferTool(parsed, this.#tools);
    // Its arguments are sound, so markers in their strings are data whether or not a tool takes them (R6).
    this.#rawEnd = null;
    if (header === null || parsed === null || name === null) return null;
    const index = header.kind === "named" ? header.index : null;
    return { name, index, nativeId: this.#word, arguments: parsed, rawArguments };
  }

  /** What to make of the call if it is none: text up to the first marker that could have ended it. */
  fail(): FailedCall {
    const rawEnd = this.#rawEnd;
    const text = this.#pieces.slice(0, rawEnd?.at).join("");
    if (rawEnd === null) return { text, markers: this.#markers, rest: null };
    return { text, markers: rawEnd.markersBefore, rest: this.#pieces.slice(rawEnd.at).join("") };
  }

  #addMarker(marker: string): void {
    this.#pieces.push(marker);
    this.#markers += 1;
  }

  /** Reads a run of the header: one word with blanks around it (R3). */
  #readHeader(text: string, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === ANGLE) return at;
      if (isWhitespace(code)) {
        this.#wordEnded = this.#word !== "";
        continue;
      }
      if (this.#wordEnded || this.#word.length === MAX_HEADER_UNITS) return at;
      this.#word += text.charAt(at);
    }
    return end;
  }
}
