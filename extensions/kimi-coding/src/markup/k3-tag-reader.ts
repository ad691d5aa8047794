import {
  beginningsOf,
  CLOSE_NAMES,
  K3_MARKERS,
  OPEN_NAMES,
  type CloseName,
  type CloseTag,
  type OpenName,
  type Tag,
} from "./k3-tag.ts";
import { isWhitespace } from "./whitespace.ts";

/** What may stand in a tag between its markers, in code units; more is prose (R3). */
const MAX_TAG_UNITS = 512;

/** The tags that have attributes: one at least (R3). */
const WITH_ATTRIBUTES: ReadonlySet<string> = new Set<OpenName>([
  "message",
  "call",
  "argument",
  "json",
  "toolscall",
]);
/** The closes that may lack their `<|sep|>` (R10). */
const SEPLESS: ReadonlySet<string> = new Set<CloseName>(["message", "think", "response"]);

const NAMES: Readonly<Record<"open" | "close", ReadonlySet<string>>> = {
  open: new Set(OPEN_NAMES),
  close: new Set(CLOSE_NAMES),
};
const NAME_BEGINNINGS = { open: beginningsOf(OPEN_NAMES), close: beginningsOf(CLOSE_NAMES) } as const;

/** Where in a tag the next code unit stands. */
type Place =
  /** In front of the name, or within it. */
  | "name"
  /** Behind a blank that follows the name or an attribute. */
  | "between"
  | "attribute-name"
  /** Behind `=`: a quote must follow. */
  | "quote"
  | "value"
  /** Behind the quote that ends a value: a blank must follow, or the end of the tag. */
  | "value-end";

/**
 * Reads one tag behind its `<|open|>` or `<|close|>`, code unit by code unit, and refuses the first that cannot be
 * part of one, so that prose about the tags never waits (R3).
 */
export class TagReader {
  readonly #kind: "open" | "close";
  /** The tag so far, from its marker on; grows with each run that is accepted whole. */
  #text: string;
  /** How many code units stand behind the marker; only grows. The blanks behind the name of a close do not count. */
  #units = 0;
  #place: Place = "name";
  /** The name so far; complete as soon as `#place` is another than "name". */
  #name = "";
  /** The name of the attribute under way; cleared where the next one begins. */
  #attribute = "";
  /** The value of the attribute under way, as it is written; cleared where the next one begins. */
  #value = "";
  readonly #attributes = new Map<string, string>();

  constructor(kind: "open" | "close") {
    this.#kind = kind;
    this.#text = K3_MARKERS[kind];
  }

  /** The tag as far as it was read. */
  get text(): string {
    return this.#text;
  }

  /** Whether an attribute was begun: such a tag says more than that something begins or ends. */
  get hasAttributes(): boolean {
    return this.#attributes.size > 0 || this.#attribute !== "";
  }

  /** Takes a run of the tag; false if it cannot be part of one. Not to be called after that. */
  accept(run: string): boolean {
    for (let at = 0; at < run.length; at += 1) if (!this.#acceptUnit(run.charAt(at))) return false;
    this.#text += run;
    return true;
  }

  /** The tag that `<|sep|>` ends here; null if it does not end one. */
  end(): Tag | null {
    const text = this.#text + K3_MARKERS.sep;
    if (!this.#mayEnd) return null;
    if (this.#kind === "close") {
      const name = CLOSE_NAMES.find((known) => known === this.#name);
      return name === undefined ? null : { kind: "close", name, isWhole: true, text, markers: 2 };
    }
    const name = OPEN_NAMES.find((known) => known === this.#name);
    if (name === undefined || WITH_ATTRIBUTES.has(name) !== this.#attributes.size > 0) return null;
    return { kind: "open", name, attributes: this.#attributes, text, markers: 2 };
  }

  /** The close that lacks its `<|sep|>`, if it is one of those that may (R10). */
  endWithoutSep(): CloseTag | null {
    if (this.#kind !== "close" || !SEPLESS.has(this.#name)) return null;
    const name = CLOSE_NAMES.find((known) => known === this.#name);
    return name === undefined ? null : { kind: "close", name, isWhole: false, text: this.#text, markers: 1 };
  }

  get #mayEnd(): boolean {
    return this.#place === "name" || this.#place === "between" || this.#place === "value-end";
  }

  #acceptUnit(unit: string): boolean {
    const isBlank = isWhitespace(unit.charCodeAt(0));
    // The blanks behind the name of a close may be those between it and what follows it.
    const isTrailing = isBlank && this.#kind === "close" && this.#name !== "";
    if (!isTrailing) this.#units += 1;
    if (this.#units > MAX_TAG_UNITS) return false;
    if (this.#place === "value") return this.#acceptValue(unit);
    return isBlank ? this.#acceptBlank() : this.#acceptVisible(this.#place, unit);
  }

  #acceptValue(unit: string): true {
    if (unit === '"') {
      this.#attributes.set(this.#attribute, unescapeAttribute(this.#value));
      return this.#to("value-end");
    }
    this.#value += unit;
    return true;
  }

  #acceptBlank(): boolean {
    switch (this.#place) {
      case "name":
        if (this.#name === "") return true;
        return NAMES[this.#kind].has(this.#name) && this.#to("between");
      case "between":
      case "value-end":
        return this.#to("between");
      case "attribute-name":
      case "quote":
      case "value":
        return false;
      default:
        return this.#place satisfies never;
    }
  }

  #acceptVisible(place: Exclude<Place, "value">, unit: string): boolean {
    switch (place) {
      case "name":
        this.#name += unit;
        return NAME_BEGINNINGS[this.#kind].has(this.#name);
      case "between":
        if (this.#kind === "close" || !WITH_ATTRIBUTES.has(this.#name) || !/[A-Za-z_]/u.test(unit))
          return false;
        this.#attribute = unit;
        this.#value = "";
        return this.#to("attribute-name");
      case "attribute-name":
        if (unit === "=") return !this.#attributes.has(this.#attribute) && this.#to("quote");
        this.#attribute += unit;
        return /[\w.:-]/u.test(unit);
      case "quote":
        return unit === '"' && this.#to("value");
      case "value-end":
        return false;
      default:
        return place satisfies never;
    }
  }

  #to(place: Place): true {
    this.#place = place;
    return true;
  }
}

/** Undoes the two escapes of an attribute's value, in the order in which they do not make new ones. */
function unescapeAttribute(value: string): string {
  return value.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
