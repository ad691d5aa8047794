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
 * The markup of K3, whose grammar is not one of single markers: `k3-tag.ts`.
 * Source: the renderer published with the model and the servers' parsers (2026-07); `docs/reference/tool-call-markup.md`.
 */
export const K3_DIALECT = { name: "k3" } as const;

/** How a family of models writes tool calls. */
export type MarkupDialect = Dialect | typeof K3_DIALECT;

/** The models that write K3's markup, by the id on the wire: `k3`, `k3-256k`, `k3[1m]`, `k3.1-pro`, not `k30`. */
const K3_WIRE_ID = /^k3(?:$|[^a-z0-9])/iu;

/**
 * The dialect that a model writes. It writes no other: the tokens of K2 are not in the vocabulary of K3, and no leak of
 * K3's markup by a model of another name is known (2026-11).
 */
export function dialectOf(wireId: string): MarkupDialect {
  return K3_WIRE_ID.test(wireId) ? K3_DIALECT : K2_DIALECT;
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
