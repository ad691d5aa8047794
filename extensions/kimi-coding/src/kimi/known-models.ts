import { DEFAULT_ROW, MODEL_ALIASES } from "./manifest.ts";
import { canonicalModelId } from "./model-id.ts";
import type { RowFields } from "./model-row.ts";

/** A model that the service is known to have. */
export interface KnownRow extends RowFields {
  /** As users refer to it, behind the provider. */
  readonly id: string;
  /** How hard it can be asked to reason, the weakest first; none where it cannot be asked. */
  readonly efforts: readonly string[];
}

const { compat, ...defaultRow } = DEFAULT_ROW;
const always = {
  input: DEFAULT_ROW.input,
  reasoning: true,
  efforts: compat.supportedReasoningEfforts,
} as const;
const k3 = { ...always, contextWindow: 1_048_576, maxTokens: 131_072 } as const;

/**
 * The models that the service is known to have, the default one first. These facts hold where an account's list does not
 * say otherwise:
 *
 * - `kimi-code`, on the wire `kimi-for-coding`: K2.8 Preview since 2026-09-11, 1,048,576 tokens on every tier, efforts,
 *   output of 32,768 (models.dev#7036; opencodex#5403, measured; pi-ai 1.5.2);
 * - `kimi-for-coding-highspeed`: still K2.7, 262,144 tokens, no efforts (pi-ai 1.5.2);
 * - `k3`, `k3-256k`: output of 131,072 (openclaw#113909; pi-ai 1.5.2);
 * - `k3.1-pro`, `k3.1-pro-highspeed`: one source, pi-ai 1.5.2.
 *
 * Only the default one is in the manifest: OpenClaw 2026.9.6 goes on listing a row of the manifest that the account's
 * list does not have.
 */
export const KNOWN_ROWS: readonly KnownRow[] = [
  { ...defaultRow, efforts: compat.supportedReasoningEfforts },
  {
    ...always,
    id: "kimi-for-coding-highspeed",
    name: "Kimi For Coding Highspeed",
    contextWindow: 262_144,
    maxTokens: 32_768,
    efforts: [],
  },
  { ...k3, id: "k3", name: "K3" },
  { ...k3, id: "k3-256k", name: "K3 256K", contextWindow: 262_144 },
  { ...k3, id: "k3.1-pro", name: "K3.1 Pro" },
  { ...k3, id: "k3.1-pro-highspeed", name: "K3.1 Pro Highspeed" },
];

/** What is supposed of a model that nothing is known of: the smallest window and output of those that are. */
const UNKNOWN_ROW = {
  reasoning: true,
  contextWindow: Math.min(...KNOWN_ROWS.map(({ contextWindow }) => contextWindow)),
  maxTokens: Math.min(...KNOWN_ROWS.map(({ maxTokens }) => maxTokens)),
} as const;

/** The row of a model, whatever the user called it; `undefined` for one that nothing is known of. */
export function knownRow(modelId: string): KnownRow | undefined {
  const id = canonicalModelId(modelId, MODEL_ALIASES).toLowerCase();
  return KNOWN_ROWS.find((known) => known.id === id);
}

/** The facts of a model before an account's list is asked; one that nothing is known of has its id for a name. */
export function rowFields(modelId: string): RowFields {
  const known = knownRow(modelId);
  if (known === undefined) return { ...UNKNOWN_ROW, name: modelId, input: DEFAULT_ROW.input };
  const { name, input, reasoning, contextWindow, maxTokens } = known;
  return { name, input, reasoning, contextWindow, maxTokens };
}
