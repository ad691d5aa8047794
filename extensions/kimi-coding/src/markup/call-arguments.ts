import { isObject } from "../kimi/index.ts";
import { JsonObjectScanner } from "./json-object-scanner.ts";
import { escapeControls } from "./raw-controls.ts";
import { isWhitespace } from "./whitespace.ts";

/** Reads the arguments of a call as they come: one JSON object with blanks around it (R5). */
export class ArgumentsReader {
  readonly #json = new JsonObjectScanner();
  #hasAny = false;

  /** Whether anything but blanks was read. Set by the first visible unit, which only the brace of the object may be. */
  get hasAny(): boolean {
    return this.#hasAny;
  }

  /** Whether the object is closed. */
  get isComplete(): boolean {
    return this.#json.complete;
  }

  /** Whether the next code unit is data of a string. */
  get inString(): boolean {
    return this.#json.inString;
  }

  /** Reads a run; returns where it stops being such an object, `end` if it does not. Not to be called after that. */
  read(text: string, from: number, end: number): number {
    const json = this.#json;
    let at = from;
    while (at < end) {
      if (json.inString) {
        at = json.skipPlain(text, at, end);
        if (at === end) return end;
      }
      if (!this.#readUnit(text.charCodeAt(at))) return at;
      at += 1;
    }
    return end;
  }

  /** The arguments that `raw`, all that was read, says; nothing is `{}`. For arguments that are complete, or nothing. */
  parse(raw: string): Readonly<Record<string, unknown>> | null {
    const trimmed = raw.trim();
    if (trimmed === "") return {};
    const parsed: unknown = JSON.parse(this.#json.hasRawControls ? escapeControls(trimmed) : trimmed);
    return isObject(parsed) ? parsed : null;
  }

  #readUnit(code: number): boolean {
    if (this.#hasAny && !this.#json.complete) return this.#json.feed(code);
    if (isWhitespace(code)) return true;
    if (this.#hasAny) return false;
    this.#hasAny = true;
    return this.#json.feed(code);
  }
}
