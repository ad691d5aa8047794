/**
 * How much plain text a section may hold before its first call, in code units. More than that is an answer that
 * mentions the marker, and a reader waits for it (R7).
 */
const MAX_NOISE_UNITS = 1024;

/**
 * A section that has no call yet: framing or text, as it turns out once it is known what follows (R7). What it holds
 * is kept in order until then.
 */
export class PendingSection {
  readonly #pieces: { readonly kind: "marker" | "blank" | "text"; readonly text: string }[] = [];
  #noiseUnits = 0;

  /** Whether something visible stands in it: then its end marker is none. Set by the first text, never cleared. */
  hasText = false;

  /** Adds a marker that begins it, with the blanks in front of it. */
  addMarker(blanks: string, marker: string): void {
    this.#pieces.push({ kind: "blank", text: blanks }, { kind: "marker", text: marker });
  }

  addText(text: string): void {
    this.#pieces.push({ kind: "text", text });
    this.hasText = true;
  }

  /** Counts what a reader waits for; true if that is too much. */
  countNoise(units: number): boolean {
    this.#noiseUnits += units;
    return this.#noiseUnits > MAX_NOISE_UNITS;
  }

  /** How many markers stay in the text if all of it is text. */
  get markers(): number {
    return this.#pieces.filter(({ kind }) => kind === "marker").length;
  }

  /** All of it, as text. */
  whole(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  /** The text in it, for a section whose markers and blanks are framing. */
  noise(): string {
    return this.#pieces.map(({ kind, text }) => (kind === "text" ? text : "")).join("");
  }
}
