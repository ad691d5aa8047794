/** Code units that may wait, at least, before a text is made one piece. */
const MIN_WAITING = 4096;

/** The part of a text that may wait in pieces: a text then takes less than three times its own room. */
const WAITING_SHARE = 1 / 16;

/**
 * A text that is added to in small pieces. Adding costs the same however long it is: V8 keeps a concatenation as a tree
 * of its pieces, which takes 13 times the room of the text for pieces of five code units (Node 24). So whenever a
 * sixteenth has come since the last time, the text is made one piece; in all that copies each code unit 17 times.
 */
export class GrowingText {
  #text = "";
  /** What the text is made of; the first is the whole of the last time. */
  #pieces: string[] = [];
  #wholeLength = 0;

  get value(): string {
    return this.#text;
  }

  get length(): number {
    return this.#text.length;
  }

  append(piece: string): void {
    this.#text += piece;
    this.#pieces.push(piece);
    const waiting = this.#text.length - this.#wholeLength;
    if (waiting < MIN_WAITING || waiting < this.#wholeLength * WAITING_SHARE) return;
    this.#text = this.#pieces.join("");
    this.#pieces = [this.#text];
    this.#wholeLength = this.#text.length;
  }
}
