import { isObject, parseJson } from "../kimi/index.ts";
import { JsonObjectScanner } from "./json-object-scanner.ts";
import { isRefusedInRaw } from "./k3-tag-roles.ts";
import type { OpenTag, Tag } from "./k3-tag.ts";
import { escapeControls } from "./raw-controls.ts";
import { isWhitespace } from "./whitespace.ts";

/** What a tag is within a value: data of it, its end, or a sign that it is not a value. */
type TagInValue = "data" | "end" | "refused";

/** A value as its type reads it; null if it is not of that type. `isSound`: markers in it are data all the same (R6). */
type Decoded =
  | { readonly value: unknown; readonly isSound: true }
  | { readonly value: null; readonly isSound: boolean; readonly isRefused: true };

/** Follows the body of an argument as it comes, to find its end. */
export interface ValueBody {
  /** Whether a tag is data here, so that a close that got lost would have made it so (R6). */
  readonly isOpen: boolean;
  /** Takes a run of the body; returns how much of it can be part of one. */
  takeText(run: string): number;
  takeTag(tag: Tag): TagInValue;
  /** Reads the whole body. */
  decode(body: string): Decoded;
}

/** The types that a value may be of, and what JSON of each is; `integer` is not written by K3's own renderer. */
const JSON_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  object: isObject,
  array: (value) => Array.isArray(value),
};

/** What an `argument` or `json` tag begins (R5). */
export interface ValueHeader {
  /** Null for a `json` tag, whose body is all arguments. */
  readonly key: string | null;
  readonly type: string;
}

/** Reads the header of a value; null if a call with it is text. Without a type an argument is a string. */
export function readValueHeader({ name, attributes }: OpenTag): ValueHeader | null {
  const type = attributes.get("type");
  if (name === "json") return type === "object" ? { key: null, type } : null;
  const key = attributes.get("key") ?? "";
  if (name !== "argument" || key === "") return null;
  if (type === undefined || type === "string") return { key, type: "string" };
  return Object.hasOwn(JSON_TYPES, type) ? { key, type } : null;
}

/** The body of a value; `isRaw` if its call is read for the second time (R6). */
export function createValueBody({ key, type }: ValueHeader, isRaw: boolean): ValueBody {
  return type === "string" ? new StringBody(isRaw) : new JsonBody(type, key === null ? "json" : "argument");
}

/** A string as it is, in which only tags of arguments count: it ends at the close that pairs with its open (R6). */
class StringBody implements ValueBody {
  readonly isOpen = true;
  readonly #isRaw: boolean;
  /** How many arguments are open, this one among them; each open adds one, each close takes one. */
  #depth = 1;

  constructor(isRaw: boolean) {
    this.#isRaw = isRaw;
  }

  takeText(run: string): number {
    return run.length;
  }

  takeTag(tag: Tag): TagInValue {
    if (this.#isRaw && isRefusedInRaw(tag)) return "refused";
    if (tag.kind === "end" || tag.name !== "argument") return "data";
    this.#depth += tag.kind === "open" ? 1 : -1;
    return this.#depth === 0 ? "end" : "data";
  }

  decode(body: string): Decoded {
    return { value: body, isSound: true };
  }
}

const SPACE = 0x20;

/** JSON of one kind, with blanks around it; a marker in an open string is data (R6). */
class JsonBody implements ValueBody {
  readonly #fits: ((value: unknown) => boolean) | undefined;
  readonly #endName: "argument" | "json";
  /** Reads the body as the one member of an object, so that it may be of any kind. */
  readonly #scanner = new JsonObjectScanner();

  constructor(type: string, endName: "argument" | "json") {
    this.#fits = JSON_TYPES[type];
    this.#endName = endName;
    for (const unit of '{"":') this.#scanner.feed(unit.charCodeAt(0));
  }

  get isOpen(): boolean {
    return this.#scanner.inString;
  }

  takeText(run: string): number {
    const scanner = this.#scanner;
    let at = 0;
    while (at < run.length) {
      if (scanner.inString) at = scanner.skipPlain(run, at, run.length);
      if (at === run.length) break;
      const code = run.charCodeAt(at);
      // Blanks that are none for JSON may stand around the value; within it, `decode` refuses them.
      const known = !scanner.inString && isWhitespace(code) ? SPACE : code;
      if (!scanner.feed(known) || scanner.complete) break;
      at += 1;
    }
    return at;
  }

  takeTag(tag: Tag): TagInValue {
    if (this.isOpen) return this.takeText(tag.text) === tag.text.length ? "data" : "refused";
    return tag.kind === "close" && tag.name === this.#endName ? "end" : "refused";
  }

  decode(body: string): Decoded {
    const json = body.trim();
    const value = parseJson(this.#scanner.hasRawControls ? escapeControls(json) : json);
    if (value !== undefined && this.#fits?.(value) === true) return { value, isSound: true };
    return { value: null, isSound: value !== undefined, isRefused: true };
  }
}
