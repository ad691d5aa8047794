import { isObject, type JsonObject } from "../kimi/index.ts";
import { isPlausibleName, type DeclaredTool } from "./call-header.ts";
import { isCallBoundary, standsInForClose } from "./k3-tag-roles.ts";
import type { HeldPiece, OpenTag, Tag } from "./k3-tag.ts";
import { createValueBody, readValueHeader, type ValueBody } from "./k3-value.ts";
import type { ParsedCall } from "./open-call.ts";
import { firstVisible } from "./whitespace.ts";

/** What a tag does to a call: it is part of it, closes it, ends it without being part of it, or shows that it is none. */
export type TagInCall = "part" | "close" | "boundary" | "refused";

/** What becomes of a call that is none: text, and what is read again because of R6. */
export interface FailedCall {
  readonly text: string;
  readonly markers: number;
  /** Null if nothing is. */
  readonly again: string | null;
}

interface OpenValue {
  readonly key: string | null;
  readonly body: ValueBody;
  /** Where the body begins in the pieces of the call. */
  readonly at: number;
}

/**
 * The name of the tool that a call's open tag names; null if it names none (R4). A declared name counts as it is, any
 * other only with an index, and if it looks like one.
 */
export function readCallName({ attributes }: OpenTag, tools: readonly DeclaredTool[]): string | null {
  const name = attributes.get("tool") ?? "";
  if (tools.some((tool) => tool.name === name)) return name;
  return /^\d+$/u.test(attributes.get("index") ?? "") && isPlausibleName(name) ? name : null;
}

/** A call that may still turn out to be text. */
export class OpenCall {
  readonly #name: string;
  /** A tag of a call within a string value refuses it at once: it is read for the second time (R6). */
  readonly #isRaw: boolean;
  /** Everything since its first tag, in order, with the closes in front that are dropped if it parses (R10 c). */
  readonly #pieces: string[];
  /** How many markers the pieces have. */
  #markers: number;
  /** The values that were read, by key. */
  readonly #values = new Map<string, unknown>();
  /** The arguments that a `json` tag gave; set where that tag is closed. */
  #object: JsonObject | null = null;
  /** The value under way: set by its open tag, cleared by its close. */
  #value: OpenValue | null = null;
  /**
   * The first tag within the value under way at which the call may have ended: where in the pieces it stands, and how
   * many markers stand before it. Cleared where the value turns out to be sound, since its tags are data then.
   */
  #rawEnd: { readonly at: number; readonly markersBefore: number } | null = null;

  constructor(name: string, tag: OpenTag, options: { lead: readonly HeldPiece[]; isRaw: boolean }) {
    this.#name = name;
    this.#isRaw = options.isRaw;
    const held: readonly HeldPiece[] = [...options.lead, tag];
    this.#pieces = held.map(({ text }) => text);
    this.#markers = held.reduce((sum, { markers }) => sum + markers, 0);
  }

  /** Takes text; returns how much of it can be part of a call. */
  takeText(text: string, markers: number): number {
    const taken = this.#value === null ? firstVisible(text) : this.#value.body.takeText(text);
    if (taken > 0) this.#push(text.slice(0, taken), markers);
    return taken;
  }

  takeTag(tag: Tag): TagInCall {
    const value = this.#value;
    if (value === null) return this.#takeChild(tag);
    if (isCallBoundary(tag) && value.body.isOpen && !this.#isRaw)
      this.#rawEnd ??= { at: this.#pieces.length, markersBefore: this.#markers };
    const use = value.body.takeTag(tag);
    if (use === "refused" || (use === "end" && !this.#closeValue(value))) return "refused";
    this.#push(tag.text, tag.markers);
    return "part";
  }

  /** The call as it was written; null if its arguments nest too deeply to be written down again. */
  parsed(): ParsedCall | null {
    // An own property each, whatever its key is called.
    const args = this.#object ?? Object.fromEntries(this.#values);
    try {
      const rawArguments = JSON.stringify(args);
      return { name: this.#name, index: null, nativeId: "", arguments: args, rawArguments };
    } catch {
      return null;
    }
  }

  /** Ends a call that is none; `cutOff` is what the end of the text left of a tag. */
  fail(cutOff: HeldPiece | null = null): FailedCall {
    if (cutOff !== null && cutOff.text !== "") this.#push(cutOff.text, cutOff.markers);
    const at = this.#rawEnd?.at ?? this.#pieces.length;
    return {
      text: this.#pieces.slice(0, at).join(""),
      markers: this.#rawEnd?.markersBefore ?? this.#markers,
      again: this.#rawEnd === null ? null : this.#pieces.slice(at).join(""),
    };
  }

  #push(text: string, markers: number): void {
    this.#pieces.push(text);
    this.#markers += markers;
  }

  /** Takes a tag between the values. */
  #takeChild(tag: Tag): TagInCall {
    if (standsInForClose(tag)) return "boundary";
    if (tag.kind === "close") return tag.name === "call" ? "close" : "refused";
    if (tag.kind === "end" || this.#object !== null) return "refused";
    const header = readValueHeader(tag);
    if (header === null || (header.key === null && this.#values.size > 0)) return "refused";
    this.#push(tag.text, tag.markers);
    this.#value = { key: header.key, body: createValueBody(header, this.#isRaw), at: this.#pieces.length };
    return "part";
  }

  /** Ends the value under way; false if it is not of its type. */
  #closeValue({ key, body, at }: OpenValue): boolean {
    const decoded = body.decode(this.#pieces.slice(at).join(""));
    if (decoded.isSound) this.#rawEnd = null;
    if ("isRefused" in decoded) return false;
    if (key !== null) this.#values.set(key, decoded.value);
    else if (isObject(decoded.value)) this.#object = decoded.value;
    this.#value = null;
    return true;
  }
}
