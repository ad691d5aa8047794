import type { HeldPiece } from "./k3-tag.ts";

/**
 * How much plain text a section may hold before its first call, in code units. More than that is an answer that
 * mentions the tag, and a reader waits for it (R7).
 */
const MAX_NOISE_UNITS = 1024;

/** A section that has no call yet: it is framing or text, as R7 tells once it is known what follows. */
export class PendingSection {
  /** What is held, in order; only grows. Framing is dropped where the section turns out to be one. */
  readonly #pieces: (HeldPiece & { readonly isFraming: boolean })[] = [];
  /** Set by the first visible text. */
  #hasText = false;
  /** How much plain text is held; only grows. */
  #noiseUnits = 0;

  get hasText(): boolean {
    return this.#hasText;
  }

  /** Whether it holds more than a section does. */
  get isOverfull(): boolean {
    return this.#noiseUnits > MAX_NOISE_UNITS;
  }

  /** All that is held. */
  get text(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  /** How many markers the framing has; those of the text are counted already. */
  get framingMarkers(): number {
    return this.#pieces.reduce((sum, { isFraming, markers }) => sum + (isFraming ? markers : 0), 0);
  }

  /** What stays where the section is one. */
  get noise(): readonly string[] {
    return this.#pieces.flatMap(({ isFraming, text }) => (isFraming ? [] : [text]));
  }

  addFraming({ text, markers }: HeldPiece): void {
    this.#pieces.push({ text, markers, isFraming: true });
  }

  addText(text: string): void {
    this.#pieces.push({ text, markers: 0, isFraming: false });
    this.#hasText = true;
  }

  addNoise(units: number): void {
    this.#noiseUnits += units;
  }
}
