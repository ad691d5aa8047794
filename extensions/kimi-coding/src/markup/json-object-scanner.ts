const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const LOWER_U = 0x75;

/** Between tokens: blanks may stand here. */
type TokenState = "object" | "value" | "first-key" | "key" | "colon" | "after-value" | "first-item";
/** A number may end here: the next code unit may belong to what follows it. */
type NumberEnd = "zero" | "integer" | "fraction" | "exponent";
type State =
  | TokenState
  | NumberEnd
  | "string"
  | "escape"
  | "unicode"
  | "literal"
  | "minus"
  | "dot"
  | "exponent-sign"
  | "exponent-first"
  | "complete";

const SIMPLE_ESCAPES: ReadonlySet<number> = new Set(Array.from('"\\/bfnrt', (char) => char.charCodeAt(0)));
const LITERALS: ReadonlyMap<number, string> = new Map(
  ["true", "false", "null"].map((word) => [word.charCodeAt(0), word]),
);
const NUMBER_ENDS: ReadonlySet<State> = new Set<NumberEnd>(["zero", "integer", "fraction", "exponent"]);

/**
 * A push-down automaton that follows one JSON object (RFC 8259) code unit by code unit, so that nothing is parsed
 * twice and a `<` within a string is known to be data.
 *
 * One thing is forgiven (R5): raw control characters within strings, which have one possible meaning.
 */
export class JsonObjectScanner {
  #state: State = "object";
  /** The containers that are open, outermost first; true for an object. */
  readonly #open: boolean[] = [];
  /** Whether the string under way is a key. */
  #isKey = false;
  #literal = "";
  /** What is left of a literal or of the digits of an escape. */
  #left = 0;
  #hasRawControls = false;

  /** Whether the object is closed. What follows it is not for the scanner. */
  get complete(): boolean {
    return this.#state === "complete";
  }

  /** Whether the next code unit is data of a string. */
  get inString(): boolean {
    return this.#state === "string";
  }

  /** Whether a string held raw control characters, which `JSON.parse` takes only when escaped. */
  get hasRawControls(): boolean {
    return this.#hasRawControls;
  }

  /** Within a string: where the first code unit from `from` on stands that is not plain data of it. */
  skipPlain(text: string, from: number, end: number): number {
    let at = from;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (code === QUOTE || code === BACKSLASH || code < 0x20) break;
      at += 1;
    }
    return at;
  }

  /** Takes the next code unit; false if no JSON object can begin like this. Not to be called after that. */
  feed(code: number): boolean {
    if (NUMBER_ENDS.has(this.#state)) {
      if (this.#continueNumber(code)) return true;
      this.#state = "after-value";
    }
    switch (this.#state) {
      case "string":
        return this.#feedString(code);
      case "escape":
        return this.#feedEscape(code);
      case "unicode":
        if (!isHexDigit(code)) return false;
        this.#left -= 1;
        if (this.#left === 0) this.#state = "string";
        return true;
      case "literal":
        if (code !== this.#literal.charCodeAt(this.#literal.length - this.#left)) return false;
        this.#left -= 1;
        if (this.#left === 0) this.#state = "after-value";
        return true;
      case "minus":
        return this.#startDigits(code);
      case "dot":
        return isDigit(code) && this.#to("fraction");
      case "exponent-sign":
        if (code === PLUS || code === MINUS) return this.#to("exponent-first");
        return isDigit(code) && this.#to("exponent");
      case "exponent-first":
        return isDigit(code) && this.#to("exponent");
      case "object":
      case "first-key":
      case "key":
      case "colon":
      case "value":
      case "first-item":
      case "after-value":
        return isJsonSpace(code) || this.#feedToken(this.#state, code);
      case "zero":
      case "integer":
      case "fraction":
      case "exponent":
      case "complete":
        return false;
      default:
        return this.#state satisfies never;
    }
  }

  #to(state: State): true {
    this.#state = state;
    return true;
  }

  #feedString(code: number): true {
    if (code === QUOTE) return this.#to(this.#isKey ? "colon" : "after-value");
    if (code === BACKSLASH) return this.#to("escape");
    if (code < 0x20) this.#hasRawControls = true;
    return true;
  }

  #feedEscape(code: number): boolean {
    if (SIMPLE_ESCAPES.has(code)) return this.#to("string");
    if (code !== LOWER_U) return false;
    this.#left = 4;
    return this.#to("unicode");
  }

  /** Takes what is neither a blank nor part of a string, a number or a literal. */
  #feedToken(state: TokenState, code: number): boolean {
    switch (state) {
      case "object":
        return code === OPEN_BRACE && this.#openObject();
      case "first-key":
        return code === CLOSE_BRACE ? this.#close(true) : this.#startKey(code);
      case "key":
        return this.#startKey(code);
      case "colon":
        return code === COLON && this.#to("value");
      case "first-item":
        return code === CLOSE_BRACKET ? this.#close(false) : this.#startValue(code);
      case "value":
        return this.#startValue(code);
      case "after-value":
        if (code === COMMA) return this.#to(this.#open.at(-1) === true ? "key" : "value");
        return (code === CLOSE_BRACE || code === CLOSE_BRACKET) && this.#close(code === CLOSE_BRACE);
      default:
        return state satisfies never;
    }
  }

  #openObject(): true {
    this.#open.push(true);
    return this.#to("first-key");
  }

  #startKey(code: number): boolean {
    this.#isKey = true;
    return code === QUOTE && this.#to("string");
  }

  #startValue(code: number): boolean {
    if (code === QUOTE) {
      this.#isKey = false;
      return this.#to("string");
    }
    if (code === OPEN_BRACE) return this.#openObject();
    if (code === OPEN_BRACKET) {
      this.#open.push(false);
      return this.#to("first-item");
    }
    if (code === MINUS) return this.#to("minus");
    const literal = LITERALS.get(code);
    if (literal === undefined) return this.#startDigits(code);
    this.#literal = literal;
    this.#left = literal.length - 1;
    return this.#to("literal");
  }

  #startDigits(code: number): boolean {
    return isDigit(code) && this.#to(code === ZERO ? "zero" : "integer");
  }

  /** Takes a code unit that makes the number longer; false if the number ended before it. */
  #continueNumber(code: number): boolean {
    if (isDigit(code)) return this.#state !== "zero";
    if (code === DOT) return (this.#state === "zero" || this.#state === "integer") && this.#to("dot");
    const isExponent = code === 0x65 || code === 0x45;
    return isExponent && this.#state !== "exponent" && this.#to("exponent-sign");
  }

  #close(isObject: boolean): boolean {
    if (this.#open.pop() !== isObject) return false;
    return this.#to(this.#open.length === 0 ? "complete" : "after-value");
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

function isJsonSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
