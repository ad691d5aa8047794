import { createParser, type SegmentParser, type SegmentParserOptions } from "./create-parser.ts";
import type { OutWriting, WritingType } from "./out-message.ts";

/** A block of the source that holds text or reasoning, and what became of it. */
export class Writing {
  readonly type: WritingType;
  readonly sourceIndex: number;
  /** Reads it, from its first delta to its end: events of other blocks in between are nothing to it. */
  readonly parser: SegmentParser;
  /** It is reasoning in which the answer began that was left in it (R13). Set where that begins, for good. */
  isAnswer = false;
  /**
   * The source began it, and nothing of it is handed out yet. Set by its start event; cleared when a block of ours is
   * opened for it, and by its end.
   */
  isWaiting = false;
  /** Set by its end, or by that of the message. */
  isEnded = false;
  /** Our block that takes its text. Set by the first text; null before that, and behind a call. */
  target: OutWriting | null = null;

  /** The source ended it once and went on all the same: this is what came behind that end. */
  readonly #isResumed: boolean;

  constructor(type: WritingType, sourceIndex: number, options: SegmentParserOptions, isResumed: boolean) {
    this.type = type;
    this.sourceIndex = sourceIndex;
    this.#isResumed = isResumed;
    this.parser = createParser(options);
  }

  /** What its text is to the reader from here on. */
  get outType(): WritingType {
    return this.isAnswer ? "text" : this.type;
  }

  /** Whether what was handed out of it is the source's block as it is. */
  get isAsItWas(): boolean {
    return !this.#isResumed && !this.parser.hasMarkup;
  }
}
