/** The special tokens of K3. `<` begins each of them and stands nowhere else in it, and none begins another. */
export const K3_MARKERS = {
  open: "<|open|>",
  close: "<|close|>",
  sep: "<|sep|>",
  end: "<|end_of_msg|>",
} as const;

/** The seven tags of K3. */
const NAMES = ["message", "think", "response", "tools", "call", "argument", "json"] as const;

/**
 * The names behind `<|open|>`. `toolscall` is a spelling that models drift to: `tools` and `call`, between which
 * `<|sep|><|open|>` got lost (oh-my-pi 8495, 2026).
 */
export const OPEN_NAMES = [...NAMES, "toolscall"] as const;
/** The names behind `<|close|>`; `toolsmessage` is `tools` and `message` in the same way. */
export const CLOSE_NAMES = [...NAMES, "toolsmessage"] as const;

export type OpenName = (typeof OPEN_NAMES)[number];
export type CloseName = (typeof CLOSE_NAMES)[number];

/** A piece of text that may be held, and how many special tokens it has. */
export interface HeldPiece {
  readonly text: string;
  readonly markers: number;
}

export interface OpenTag extends HeldPiece {
  readonly kind: "open";
  readonly name: OpenName;
  /** Values are unescaped. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface CloseTag extends HeldPiece {
  readonly kind: "close";
  readonly name: CloseName;
  /** It has its `<|sep|>`. */
  readonly isWhole: boolean;
}

/** `<|end_of_msg|>`, which stands alone. */
export interface EndTag extends HeldPiece {
  readonly kind: "end";
}

export type Tag = OpenTag | CloseTag | EndTag;

/** All that a text may begin with to become one of these. */
export function beginningsOf(texts: Iterable<string>): ReadonlySet<string> {
  return new Set(Array.from(texts).flatMap((text) => Array.from(text, (_, at) => text.slice(0, at + 1))));
}
