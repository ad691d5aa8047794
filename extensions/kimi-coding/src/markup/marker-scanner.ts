import { markerTree, type Dialect, type MarkerKind, type MarkerNode } from "./dialect.ts";

/** `<`, with which every marker begins. */
export const ANGLE = 0x3c;

/** What a scanner tells. */
export interface MarkerHandler {
  /** Takes a run in which no marker begins, or a part of it; returns where that part ends. */
  takeRun(text: string, from: number, end: number): number;
  takeMarker(kind: MarkerKind, marker: string): void;
}

/**
 * Finds the markers of a dialect in a text that arrives in pieces. No text is kept but the beginning of a marker, at
 * most 27 code units: `<` begins a marker and stands nowhere else in it, so what goes on in another way is no marker,
 * and none begins within it.
 */
export class MarkerScanner {
  readonly #root: MarkerNode;
  /** What may follow the `<` of a marker. */
  readonly #seconds: ReadonlyMap<number, MarkerNode>;
  readonly #handler: MarkerHandler;
  /**
   * What may be the beginning of a marker. Set by a `<` behind which one may follow; cleared when the marker is
   * complete, when another code unit follows, or by `endFragment`.
   */
  #candidate: MarkerNode | null = null;

  constructor(dialect: Dialect, handler: MarkerHandler) {
    this.#root = markerTree(dialect);
    this.#seconds = this.#root.next.get(ANGLE)?.next ?? new Map();
    this.#handler = handler;
  }

  /** Whether something is held that may be the beginning of a marker. */
  get holds(): boolean {
    return this.#candidate !== null;
  }

  /** Whether a marker may begin with the `<` in this place of a text. To be asked only if nothing is held. */
  mayBeginAt(text: string, at: number): boolean {
    return at + 1 === text.length || this.#seconds.has(text.charCodeAt(at + 1));
  }

  scan(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#candidate !== null) {
        at += this.#extend(this.#candidate, text.charCodeAt(at)) ? 1 : 0;
        continue;
      }
      const end = this.#next(text, at);
      if (at < end) {
        at = this.#handler.takeRun(text, at, end);
        continue;
      }
      this.#candidate = this.#root.next.get(text.charCodeAt(at)) ?? null;
      at += 1;
    }
  }

  /** The beginning of a marker that the end of the text cut off, which is held no longer; null if there is none. */
  endFragment(): string | null {
    const fragment = this.#candidate?.text ?? null;
    this.#candidate = null;
    return fragment;
  }

  /** Where a marker may begin, from `from` on: the next `<` that the code unit behind it does not make plain text. */
  #next(text: string, from: number): number {
    for (let at = text.indexOf("<", from); at !== -1; at = text.indexOf("<", at + 1)) {
      if (this.mayBeginAt(text, at)) return at;
    }
    return text.length;
  }

  /** Takes the code unit behind a candidate if it goes on as a marker does; else the candidate is plain text. */
  #extend(candidate: MarkerNode, code: number): boolean {
    const longer = candidate.next.get(code);
    if (longer === undefined) {
      this.#release(candidate.text);
      return false;
    }
    if (longer.kind === null) this.#candidate = longer;
    else {
      this.#candidate = null;
      this.#handler.takeMarker(longer.kind, longer.text);
    }
    return true;
  }

  #release(text: string): void {
    this.#candidate = null;
    let at = 0;
    while (at < text.length) at = this.#handler.takeRun(text, at, text.length);
  }
}
