import { TagReader } from "./k3-tag-reader.ts";
import { beginningsOf, K3_MARKERS, type CloseTag, type Tag } from "./k3-tag.ts";

/** Who takes what was read, in its order. It may have the scanner read further text from within these calls. */
export interface TagSink {
  /** Whether tags are text here, as in code (R12). Asked where one begins. */
  readonly isLiteral: () => boolean;
  /** Takes text that is part of no tag. If it has a marker (`markers` is 1), it begins with it. */
  readonly takeText: (text: string, markers: 0 | 1) => void;
  readonly takeTag: (tag: Tag) => void;
}

/** The end of a text in which a marker or a tag was cut off. */
export interface CutOff {
  /** A close that needs nothing more: it lacks its `<|sep|>`, and only blanks follow. */
  readonly tag: CloseTag | null;
  /** All that is cut off, blanks included; empty if nothing is. */
  readonly text: string;
  readonly markers: 0 | 1;
  readonly hasAttributes: boolean;
}

const MARKERS: ReadonlySet<string> = new Set(Object.values(K3_MARKERS));
const MARKER_BEGINNINGS = beginningsOf(MARKERS);
const BAR = 0x7c;

/** Where a marker may begin, from `from` on; the length of the text if nowhere. */
export function nextK3Marker(text: string, from: number): number {
  for (let at = text.indexOf("<", from); at !== -1; at = text.indexOf("<", at + 1)) {
    if (at + 1 === text.length || text.charCodeAt(at + 1) === BAR) return at;
  }
  return text.length;
}

/**
 * Cuts a text that arrives in pieces into tags and what stands between them.
 *
 * Each code unit is read once. A tag that turns out to be none is handed on as text: what follows its marker cannot
 * hold the beginning of another, since every marker ends the attempt.
 */
export class TagScanner {
  readonly #sink: TagSink;
  /** What may be the beginning of a marker: set by `<`, cleared where it is complete or cannot be one any more. */
  #candidate = "";
  /** The tag under way: set by `<|open|>` and `<|close|>`, cleared where it ends or cannot be one any more. */
  #reader: TagReader | null = null;

  constructor(sink: TagSink) {
    this.#sink = sink;
  }

  /** Whether nothing is held: neither a part of a marker nor one of a tag. */
  get isIdle(): boolean {
    return this.#candidate === "" && this.#reader === null;
  }

  /** Reads more of the text. */
  scan(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#candidate !== "") {
        const longer = this.#candidate + text.charAt(at);
        if (!MARKER_BEGINNINGS.has(longer)) {
          this.#endCandidate();
          continue;
        }
        at += 1;
        this.#candidate = longer;
        if (MARKERS.has(longer)) this.#takeMarker(longer);
        continue;
      }
      const end = nextK3Marker(text, at);
      if (at < end) {
        this.#takeRun(text.slice(at, end));
        at = end;
        continue;
      }
      this.#candidate = "<";
      at += 1;
    }
  }

  /** Ends the text, and returns what was cut off by that. */
  flush(): CutOff {
    const [reader, candidate] = [this.#reader, this.#candidate];
    this.#reader = null;
    this.#candidate = "";
    return {
      tag: candidate === "" ? (reader?.endWithoutSep() ?? null) : null,
      text: (reader?.text ?? "") + candidate,
      markers: reader === null ? 0 : 1,
      hasAttributes: reader?.hasAttributes === true,
    };
  }

  /** What looked like a marker is not one. */
  #endCandidate(): void {
    const text = this.#candidate;
    this.#candidate = "";
    this.#takeRun(text);
  }

  /** Takes a run of code units in which no marker is. */
  #takeRun(run: string): void {
    const reader = this.#reader;
    if (reader === null) {
      this.#sink.takeText(run, 0);
      return;
    }
    if (reader.accept(run)) return;
    this.#reader = null;
    this.#sink.takeText(reader.text + run, 1);
  }

  #takeMarker(spelling: string): void {
    this.#candidate = "";
    const reader = this.#reader;
    if (reader !== null) {
      this.#reader = null;
      const isSep = spelling === K3_MARKERS.sep;
      // Only another tag shows that a close lacks its end; E does not (R10).
      const tag = isSep ? reader.end() : spelling === K3_MARKERS.end ? null : reader.endWithoutSep();
      if (tag === null) this.#sink.takeText(reader.text, 1);
      else this.#sink.takeTag(tag);
      if (isSep && tag !== null) return;
      // The sink may have had text read again, so what this marker is to be is not known here.
      this.#takeMarker(spelling);
      return;
    }
    if (spelling === K3_MARKERS.sep || this.#sink.isLiteral()) this.#sink.takeText(spelling, 1);
    else if (spelling === K3_MARKERS.end) this.#sink.takeTag({ kind: "end", text: spelling, markers: 1 });
    else this.#reader = new TagReader(spelling === K3_MARKERS.open ? "open" : "close");
  }
}
