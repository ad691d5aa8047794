import { DEFAULT_WIRE_MODEL_ID } from "../kimi/index.ts";

/** What a model can do about its reasoning. A value, so that a live model list can make it as well as this table. */
export interface ThinkingKind {
  /** Whether the model reasons whatever it is told (`supports_thinking_type: "only"` in the service's list). */
  readonly always: boolean;
  /** Whether the model does not reason at all (`"no"`). It then has no efforts. */
  readonly never?: boolean;
  /** The efforts that the model takes (`think_efforts.valid_efforts`); none where reasoning is only on or off. */
  readonly efforts: readonly string[];
  /** The effort where nobody asks for one (`think_efforts.default_effort`). */
  readonly defaultEffort: string | null;
}

const ALWAYS: ThinkingKind = { always: true, efforts: [], defaultEffort: null };
const TOGGLE: ThinkingKind = { always: false, efforts: [], defaultEffort: null };
const K3: ThinkingKind = { always: false, efforts: ["low", "high", "max"], defaultEffort: "max" };

/** The models that the service is known to list, by wire id (official client and its documentation, 2026-08). */
const KNOWN_KINDS: Readonly<Record<string, ThinkingKind>> = {
  [DEFAULT_WIRE_MODEL_ID]: ALWAYS,
  "kimi-for-coding-highspeed": ALWAYS,
  k3: K3,
  "k3-256k": K3,
};

/** The kind of the model with this wire id, in any letter case; one that is not known is taken for on and off. */
export function thinkingKind(wireModelId: string): ThinkingKind {
  const id = wireModelId.toLowerCase();
  return (Object.hasOwn(KNOWN_KINDS, id) ? KNOWN_KINDS[id] : undefined) ?? TOGGLE;
}
