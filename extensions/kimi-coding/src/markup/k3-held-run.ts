import { isStep } from "./k3-tag-roles.ts";
import type { HeldPiece } from "./k3-tag.ts";
import type { CloseTag, EndTag } from "./k3-tag.ts";

interface Lead {
  readonly before: readonly HeldPiece[];
  readonly lead: readonly HeldPiece[];
}

interface RunPiece extends HeldPiece {
  /** A step ends a channel, an end the message. */
  readonly kind: "blank" | "step" | "end";
}

/**
 * A run of tags that end a channel or the message, with blanks between them. Whether it is framing or text is decided
 * by what follows it (R10).
 */
export class HeldRun {
  /** What is held, in order; it begins with a tag. Cleared by `take` and `takeLead`. */
  readonly #pieces: RunPiece[] = [];

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  addTag(tag: CloseTag | EndTag): void {
    this.#pieces.push({ kind: isStep(tag) ? "step" : "end", text: tag.text, markers: tag.markers });
  }

  addBlank(text: string): void {
    this.#pieces.push({ kind: "blank", text, markers: 0 });
  }

  /** Empties the run and returns it. */
  take(): readonly HeldPiece[] {
    return this.#pieces.splice(0);
  }

  /** Empties the run, and tells its last steps, which what follows makes framing, from what stands before them. */
  takeLead(): Lead {
    const pieces = this.#pieces.splice(0);
    const lastEnd = pieces.findLastIndex(({ kind }) => kind === "end");
    const from = pieces.findIndex(({ kind }, at) => kind === "step" && at > lastEnd);
    return from === -1
      ? { before: pieces, lead: [] }
      : { before: pieces.slice(0, from), lead: pieces.slice(from) };
  }
}
