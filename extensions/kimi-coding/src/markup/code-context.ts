const BACKTICK = 0x60;
const TILDE = 0x7e;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const GREATER = 0x3e;

interface Fence {
  readonly code: number;
  readonly length: number;
  /** It stands behind the mark of a quote. */
  readonly isQuoted: boolean;
}

/** What may stand in front of a fence on its line: blanks, and the marks of quotes and lists. */
const LINE_PREFIX = /[\s>\-*+\d.)]/u;

/**
 * Follows Markdown text as it comes, to tell whether the next code unit is part of code (R12): in a fenced block
 * that is open, or in an inline code span that is open on the same line.
 *
 * A quoted example of a tool call must not run, so it leans to "code": a span counts from its first backtick on,
 * whether or not it is ever closed on that line.
 */
export class CodeContext {
  #fence: Fence | null = null;
  /** A fence that opens at the end of this line, unless the line turns out to hold inline code. */
  #opening: Fence | null = null;
  /** The line is a fence that closes, unless something visible follows on it. */
  #closing = false;
  /** The backticks that opened the inline span on this line; 0 if none is open. */
  #span = 0;
  /** The run of fence characters that the text so far ends in. */
  #run: (Fence & { readonly atLineStart: boolean }) | null = null;
  #atLineStart = true;
  /** The line begins with the mark of a quote. */
  #isQuoted = false;
  /** The line begins with the mark of a list item. */
  #isListed = false;
  #escaped = false;

  /** Whether what follows is part of code. To be asked only where no fence character follows. */
  get inside(): boolean {
    this.#endRun();
    if (this.#fence !== null) return !this.#closing;
    return this.#span > 0 || this.#opening !== null;
  }

  feed(text: string): void {
    let at = 0;
    while (at < text.length) {
      // Within a line, most code units say nothing.
      if (this.isWithinLine) while (at < text.length && !isSpecial(text.charCodeAt(at))) at += 1;
      if (at < text.length) this.#feedUnit(text.charCodeAt(at));
      at += 1;
    }
  }

  /** Whether a code unit on its own says nothing here: the line is under way, and so are all its marks. */
  get isWithinLine(): boolean {
    return !this.#atLineStart && !this.#closing && !this.#escaped && this.#run === null;
  }

  /** What follows begins a block of its own, as behind a tool call. */
  startLine(): void {
    this.#endRun();
    this.#newLine();
  }

  #feedUnit(code: number): void {
    if ((code === BACKTICK || code === TILDE) && !this.#escaped) {
      this.#extendRun(code);
      return;
    }
    if (this.#run !== null) this.#endRun();
    this.#escaped = code === BACKSLASH && !this.#escaped && this.#span === 0 && this.#fence === null;
    if (code === NEWLINE) {
      this.#newLine();
      return;
    }
    if (!this.#atLineStart && !this.#closing) return;
    const char = String.fromCharCode(code);
    if (this.#closing && char.trim() !== "") this.#closing = false;
    if (!this.#atLineStart) return;
    if (!LINE_PREFIX.test(char)) this.#atLineStart = false;
    else if (code === GREATER) this.#isQuoted = true;
    else if (char.trim() !== "") this.#isListed = true;
  }

  #extendRun(code: number): void {
    if (this.#run !== null && this.#run.code !== code) this.#endRun();
    this.#run =
      this.#run === null
        ? { code, length: 1, isQuoted: this.#isQuoted, atLineStart: this.#atLineStart }
        : { ...this.#run, length: this.#run.length + 1 };
    this.#atLineStart = false;
  }

  #endRun(): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    if (this.#fence !== null) {
      this.#closing = run.atLineStart && !this.#isListed && closes(run, this.#fence);
    } else if (this.#span > 0) {
      // A backtick behind backticks that might have opened a fence makes them inline code (CommonMark 4.5).
      if (run.code === BACKTICK) this.#opening = null;
      if (run.code === BACKTICK && run.length === this.#span) this.#span = 0;
    } else if (this.#opening === null) {
      if (run.atLineStart && run.length >= 3) this.#opening = run;
      if (run.code === BACKTICK) this.#span = run.length;
    }
  }

  #newLine(): void {
    if (this.#fence === null) this.#fence = this.#opening;
    else if (this.#closing) this.#fence = null;
    this.#opening = null;
    this.#closing = false;
    this.#span = 0;
    this.#atLineStart = true;
    this.#isQuoted = false;
    this.#isListed = false;
  }
}

/** Whether a fence ends another (CommonMark 4.5); a quote within the code is part of it. */
function closes(fence: Fence, opened: Fence): boolean {
  return fence.code === opened.code && fence.length >= opened.length && (opened.isQuoted || !fence.isQuoted);
}

/** Whether a code unit says something within a line. */
export function isSpecial(code: number): boolean {
  return code === NEWLINE || code === BACKTICK || code === TILDE || code === BACKSLASH;
}
