/** What a marker means, whatever its spelling. */
export type MarkerKind =
  | "section-begin"
  | "section-end"
  | "call-begin"
  | "argument-begin"
  | "call-end"
  /** The end of the model's turn: framing where it stands behind framing, text everywhere else (R10). */
  | "turn-end";

/**
 * How one family of models writes tool calls: the spelling of its markers.
 *
 * The scanner that is built from it relies on two properties, which a test holds for every dialect: `<` stands at
 * the beginning of a marker and nowhere else in it, and no marker is the beginning of another.
 */
export interface Dialect {
  readonly name: string;
  readonly markers: Readonly<Record<string, MarkerKind>>;
}

/**
 * The markup of the K2 family (`kimi-for-coding` and its aliases), with the singular spelling that models drift to.
 * Source: Moonshot's tool-call guide for Kimi K2 (2025-07) and the servers' parsers; `docs/reference/tool-call-markup.md`.
 */
export const K2_DIALECT = {
  name: "k2",
  markers: {
    "<|tool_calls_section_begin|>": "section-begin",
    "<|tool_call_section_begin|>": "section-begin",
    "<|tool_calls_section_end|>": "section-end",
    "<|tool_call_section_end|>": "section-end",
    "<|tool_call_begin|>": "call-begin",
    "<|tool_call_argument_begin|>": "argument-begin",
    "<|tool_call_end|>": "call-end",
    "<|im_end|>": "turn-end",
  },
} as const satisfies Dialect;

/**
 * Which models write which dialect, by the id on the wire; the first row that fits counts.
 *
 * K3 writes another one (`<|open|>tools<|sep|>…`), of which no description is public that could be built on
 * (2026-11): its text is left alone. Its grammar, once known, is a row here and a dialect beside K2's.
 */
const FAMILIES: readonly { readonly wireId: RegExp; readonly dialect: Dialect | null }[] = [
  { wireId: /^k3(?:$|[^a-z0-9])/iu, dialect: null },
  { wireId: /^/u, dialect: K2_DIALECT },
];

/** The dialect that a model writes; null if its text is to be left alone. */
export function dialectOf(wireId: string): Dialect | null {
  return FAMILIES.find((family) => family.wireId.test(wireId))?.dialect ?? null;
}

/** A place in the tree of all markers of a dialect: what was read of a marker so far. */
export interface MarkerNode {
  readonly text: string;
  /** Set where a marker is complete. */
  readonly kind: MarkerKind | null;
  readonly next: ReadonlyMap<number, MarkerNode>;
}

const trees = new WeakMap<Dialect, MarkerNode>();

/** The tree of a dialect's markers, from the empty text on; built once per dialect. */
export function markerTree(dialect: Dialect): MarkerNode {
  const known = trees.get(dialect);
  if (known !== undefined) return known;
  const tree = grow("", Object.entries(dialect.markers));
  trees.set(dialect, tree);
  return tree;
}

function grow(text: string, markers: readonly (readonly [string, MarkerKind])[]): MarkerNode {
  const complete = markers.find(([marker]) => marker === text);
  const codes = new Set(
    markers.flatMap(([marker]) => (marker.length > text.length ? [marker.charCodeAt(text.length)] : [])),
  );
  const next = new Map(
    Array.from(codes, (code) => {
      const longer = text + String.fromCharCode(code);
      return [
        code,
        grow(
          longer,
          markers.filter(([marker]) => marker.startsWith(longer)),
        ),
      ] as const;
    }),
  );
  return { text, kind: complete?.[1] ?? null, next };
}
