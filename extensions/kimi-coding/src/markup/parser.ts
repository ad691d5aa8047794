import { isObject } from "../kimi/index.ts";
import { inferTool, readHeader, type CallHeader, type DeclaredTool } from "./call-header.ts";
import { CodeContext } from "./code-context.ts";
import { markerTree, type Dialect, type MarkerKind, type MarkerNode } from "./dialect.ts";
import { JsonObjectScanner } from "./json-object-scanner.ts";
import { firstVisible, isWhitespace } from "./whitespace.ts";

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

/** What a text turned out to hold, in its order. Neighbouring text segments belong together. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "call"; readonly call: ParsedCall };

export interface ParserOptions {
  readonly dialect: Dialect;
  /** The tools that the model was offered; a call without an index is one of these or none. */
  readonly tools?: readonly DeclaredTool[];
}

const ANGLE = 0x3c;
/** The longest header; more is prose (R3). In code units. */
const MAX_HEADER_UNITS = 256;
/**
 * How much plain text a section may hold before its first call, in code units. More than that is an answer that
 * mentions the marker, and a reader waits for it.
 */
const MAX_NOISE_UNITS = 1024;

/** A section that has no call yet: it is framing or text, as R7 tells once it is known what follows. */
interface PendingSection {
  readonly pieces: { readonly kind: "marker" | "blank" | "text"; readonly text: string }[];
  hasText: boolean;
  noiseUnits: number;
}

/** A call that may still turn out to be text. */
interface OpenCall {
  /** Everything since its first marker, in order. */
  readonly pieces: string[];
  /** A marker within a string ends it at once: it is read for the second time (R6). */
  readonly isRaw: boolean;
  /** The header's word so far. */
  word: string;
  wordEnded: boolean;
  /** What the header said; set once the arguments have begun. */
  header: CallHeader | null;
  /** Where the arguments begin in `pieces`. */
  argumentsAt: number;
  readonly json: JsonObjectScanner;
  hasArguments: boolean;
  /** How many of the pieces are markers. */
  markers: number;
  /** The first marker that ends the call if its arguments turn out to be no JSON: where in `pieces`, behind how many. */
  rawEnd: { readonly at: number; readonly markersBefore: number } | null;
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
  readonly #root: MarkerNode;
  /** The code units that may follow the `<` of a marker. */
  readonly #seconds: ReadonlySet<number>;
  readonly #tools: readonly DeclaredTool[];
  readonly #code = new CodeContext();
  /** What may be the beginning of a marker; null between candidates. */
  #candidate: MarkerNode | null = null;
  #call: OpenCall | null = null;
  /** "open" once a call of the section was found. */
  #section: PendingSection | "open" | null = null;
  /** Only blanks since the beginning, or since framing: they are held in `#blank`, and may turn out to be framing. */
  #atEdge = true;
  /** The edge is the end of a call or of a section, so that end markers here are framing too (R10). */
  #isClosed = false;
  readonly #blank: string[] = [];
  #isReplay = false;
  #isFinished = false;
  #hasMarkup = false;
  #out: Segment[] = [];
  #work = 0;
  #markersKept = 0;

  constructor({ dialect, tools = [] }: ParserOptions) {
    this.#root = markerTree(dialect);
    this.#seconds = new Set(Array.from(this.#root.next.values(), ({ next }) => [...next.keys()]).flat());
    this.#tools = tools;
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
    if (this.#isFinished || !this.#isPlain || this.#nextMarker(text, 0) !== text.length) return false;
    this.#work += text.length;
    this.#code.feed(text);
    return true;
  }

  /** Takes more of the text and returns what is certain by now. Throws after `finish`. */
  feed(text: string): Segment[] {
    if (this.#isFinished) throw new Error("The text has ended: a parser takes nothing after finish().");
    this.#scan(text);
    return this.#take();
  }

  /** Ends the text and returns all that was held back. A second call returns nothing. */
  finish(): Segment[] {
    if (this.#isFinished) return [];
    while (this.#call !== null) this.#finishCall(this.#call);
    this.#finishCandidate();
    this.#releaseSection();
    if (!this.#isClosed && this.#blank.length > 0) this.#emit(this.#takeBlank());
    this.#blank.length = 0;
    this.#isFinished = true;
    return this.#take();
  }

  #take(): Segment[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Text goes on as it comes: nothing is under way that could hold it back. */
  get #isPlain(): boolean {
    const isPending = this.#section !== null && this.#section !== "open";
    return this.#candidate === null && this.#call === null && !isPending && !this.#atEdge;
  }

  /** Where a marker may begin, from `from` on: the next `<` that the code unit behind it does not make plain text. */
  #nextMarker(text: string, from: number): number {
    for (let at = text.indexOf("<", from); at !== -1; at = text.indexOf("<", at + 1)) {
      if (at + 1 === text.length || this.#seconds.has(text.charCodeAt(at + 1))) return at;
    }
    return text.length;
  }

  #scan(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#candidate !== null) {
        const code = text.charCodeAt(at);
        const longer = this.#candidate.next.get(code);
        if (longer === undefined) {
          this.#releaseCandidate();
          continue;
        }
        at += 1;
        this.#candidate = longer;
        if (longer.kind === null) continue;
        this.#work += longer.text.length;
        this.#takeMarker(longer.kind, longer.text);
        continue;
      }
      const end = this.#nextMarker(text, at);
      if (at < end) {
        at = this.#takeRun(text, at, end);
        continue;
      }
      this.#candidate = this.#root.next.get(text.charCodeAt(at)) ?? null;
      at += 1;
    }
  }

  /** Takes a run of code units in which no marker begins, or as much of it as one mode is for; returns where that ends. */
  #takeRun(text: string, from: number, end: number): number {
    const call = this.#call;
    if (call === null) {
      this.#work += end - from;
      this.#takeText(text.slice(from, end));
      return end;
    }
    const reached =
      call.header === null ? readHeaderRun(call, text, from, end) : readArgumentsRun(call, text, from, end);
    this.#work += reached - from;
    if (reached > from) call.pieces.push(text.slice(from, reached));
    if (reached < end) this.#failCall(call);
    return reached;
  }

  /** What looked like a marker is none, if anything did: its code units are text, header or arguments like all others. */
  #releaseCandidate(): void {
    const text = this.#candidate?.text ?? "";
    this.#candidate = null;
    let at = 0;
    while (at < text.length) at = this.#takeRun(text, at, text.length);
  }

  #takeMarker(kind: MarkerKind, marker: string): void {
    this.#candidate = null;
    const call = this.#call;
    if (call === null) this.#takeBaseMarker(kind, marker);
    else if (call.header === null) this.#takeHeaderMarker(call, kind, marker);
    else this.#takeArgumentsMarker(call, kind, marker);
  }

  // Text, and between calls

  #takeText(run: string): void {
    this.#code.feed(run);
    const blanks = this.#atEdge ? firstVisible(run) : 0;
    if (blanks === run.length) {
      this.#blank.push(run);
      return;
    }
    const section = this.#section;
    this.#emit(this.#takeBlank() + run);
    if (section === null || section === "open") return;
    // Blanks at the edge do not count: whether they come with this run depends on how the text was cut.
    section.noiseUnits += run.length - blanks;
    if (section.noiseUnits > MAX_NOISE_UNITS) this.#releaseSection();
  }

  #takeBlank(): string {
    return this.#blank.splice(0).join("");
  }

  /** Passes visible text on, into the section that is pending or to the outside. */
  #emit(text: string): void {
    this.#atEdge = false;
    this.#isClosed = false;
    const section = this.#section;
    if (section === null || section === "open") {
      this.#pushText(text);
      return;
    }
    section.pieces.push({ kind: "text", text });
    section.hasText = true;
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
        this.#call = openCall(marker, this.#isReplay);
        return;
      case "section-end":
        this.#endSection(marker);
        return;
      case "call-end":
      case "turn-end":
        if (this.#isClosed) this.#takeBlank();
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
    if (this.#section === null || this.#section === "open" || this.#section.hasText) {
      this.#releaseSection();
      this.#section = { pieces: [], hasText: false, noiseUnits: 0 };
    }
    this.#section.pieces.push({ kind: "blank", text: this.#takeBlank() }, { kind: "marker", text: marker });
    this.#atEdge = true;
    this.#isClosed = false;
  }

  #endSection(marker: string): void {
    const section = this.#section;
    const isFraming = section === null ? this.#isClosed : section === "open" || !section.hasText;
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
    this.#blank.length = 0;
    this.#atEdge = true;
    this.#isClosed = true;
    this.#hasMarkup = true;
  }

  /** The section under way is over without a call: if it had none so far, all of it is text. */
  #releaseSection(): void {
    const section = this.#section;
    this.#section = null;
    if (section === null || section === "open") return;
    this.#markersKept += section.pieces.filter(({ kind }) => kind === "marker").length;
    this.#emit(section.pieces.map(({ text }) => text).join("") + this.#takeBlank());
  }

  // Within a call

  #takeHeaderMarker(call: OpenCall, kind: MarkerKind, marker: string): void {
    call.header = kind === "argument-begin" ? readHeader(call.word, this.#tools) : null;
    if (call.header === null) {
      this.#failCall(call);
      this.#takeMarker(kind, marker);
      return;
    }
    call.pieces.push(marker);
    call.markers += 1;
    call.argumentsAt = call.pieces.length;
  }

  #takeArgumentsMarker(call: OpenCall, kind: MarkerKind, marker: string): void {
    const endsCall = kind !== "argument-begin" && kind !== "turn-end";
    if (call.json.inString && !(call.isRaw && endsCall)) {
      if (endsCall) call.rawEnd ??= { at: call.pieces.length, markersBefore: call.markers };
      call.pieces.push(marker);
      call.markers += 1;
      return;
    }
    const isCall = endsCall && (call.json.complete || !call.hasArguments) && this.#closeCall(call);
    if (!isCall) this.#failCall(call);
    if (!isCall || kind !== "call-end") this.#takeMarker(kind, marker);
  }

  /** Ends a call whose arguments are complete; false if it names no tool after all. */
  #closeCall(call: OpenCall): boolean {
    const parsed = parseCall(call, this.#tools);
    if (parsed === null) {
      // Its arguments are sound, so markers in their strings are data whether or not a tool takes them (R6).
      call.rawEnd = null;
      return false;
    }
    this.#call = null;
    const section = this.#section;
    if (section !== null) {
      this.#section = "open";
      for (const { kind, text } of section === "open" ? [] : section.pieces)
        if (kind === "text") this.#emit(text);
    }
    this.#out.push({ kind: "call", call: parsed });
    this.#code.startLine();
    this.#close();
    return true;
  }

  /** The call is none: it is text, and what came after the first marker that could have ended it is read again. */
  #failCall(call: OpenCall): void {
    this.#call = null;
    const { pieces, rawEnd } = call;
    const text = pieces.slice(0, rawEnd?.at).join("");
    this.#work += text.length;
    this.#code.feed(text);
    this.#markersKept += rawEnd?.markersBefore ?? call.markers;
    this.#emit(this.#takeBlank() + text);
    if (rawEnd === null) return;
    this.#isReplay = true;
    this.#scan(pieces.slice(rawEnd.at).join(""));
    this.#isReplay = false;
  }

  #finishCall(call: OpenCall): void {
    if (call.json.complete && this.#closeCall(call)) return;
    const fragment = this.#candidate?.text;
    this.#candidate = null;
    if (fragment !== undefined) call.pieces.push(fragment);
    this.#failCall(call);
  }

  /** A marker that the end cut off is dropped where the whole one would be framing (R10). */
  #finishCandidate(): void {
    const fragment = this.#candidate?.text;
    this.#candidate = null;
    if (fragment === undefined || this.#isClosed) return;
    this.#emit(this.#takeBlank() + fragment);
  }
}

function openCall(marker: string, isRaw: boolean): OpenCall {
  return {
    pieces: [marker],
    isRaw,
    word: "",
    wordEnded: false,
    header: null,
    argumentsAt: 0,
    json: new JsonObjectScanner(),
    hasArguments: false,
    markers: 1,
    rawEnd: null,
  };
}

/** Reads a run of the header: one word with blanks around it (R3). Returns where it stops being one. */
function readHeaderRun(call: OpenCall, text: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === ANGLE) return at;
    if (isWhitespace(code)) {
      call.wordEnded = call.word !== "";
      continue;
    }
    if (call.wordEnded || call.word.length === MAX_HEADER_UNITS) return at;
    call.word += text.charAt(at);
  }
  return end;
}

/** Reads a run of the arguments: one JSON object with blanks around it (R5). Returns where it stops being one. */
function readArgumentsRun(call: OpenCall, text: string, from: number, end: number): number {
  const { json } = call;
  let at = from;
  while (at < end) {
    if (json.inString) {
      at = json.skipPlain(text, at, end);
      if (at === end) return end;
    }
    const code = text.charCodeAt(at);
    if (call.hasArguments && !json.complete ? !json.feed(code) : !isWhitespace(code) && !begin(call, code))
      return at;
    at += 1;
  }
  return end;
}

/** Takes what is no blank in front of the arguments, or behind them: only their first brace may be. */
function begin(call: OpenCall, code: number): boolean {
  if (call.hasArguments) return false;
  call.hasArguments = true;
  return call.json.feed(code);
}

function parseCall(call: OpenCall, tools: readonly DeclaredTool[]): ParsedCall | null {
  const rawArguments = call.pieces.slice(call.argumentsAt).join("").trim();
  const parsed = parseArguments(rawArguments, call.json.hasRawControls);
  const { header } = call;
  if (parsed === null || header === null) return null;
  const name = header.kind === "named" ? header.name : inferTool(parsed, tools);
  if (name === null) return null;
  const index = header.kind === "named" ? header.index : null;
  return { name, index, nativeId: call.word, arguments: parsed, rawArguments };
}

/** The arguments as an object; raw control characters in their strings are escaped first (R5). */
function parseArguments(raw: string, hasRawControls: boolean): ParsedCall["arguments"] | null {
  if (raw === "") return {};
  const parsed: unknown = JSON.parse(hasRawControls ? escapeControls(raw) : raw);
  return isObject(parsed) ? parsed : null;
}

/** Escapes the control characters within strings; outside of them they are blanks between tokens, and stay. */
function escapeControls(json: string): string {
  const escaped: string[] = [];
  let inString = false;
  let from = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === 0x22) inString = !inString;
    else if (inString && code === 0x5c) at += 1;
    else if (inString && code < 0x20) {
      escaped.push(json.slice(from, at), `\\u${code.toString(16).padStart(4, "0")}`);
      from = at + 1;
    }
  }
  return escaped.join("") + json.slice(from);
}
