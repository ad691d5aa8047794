import { DEFAULT_ROW, knownRow } from "../kimi/index.ts";

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

const TOGGLE: ThinkingKind = { always: false, efforts: [], defaultEffort: null };

/**
 * What the known rows have no word for, by row id. K2.8 can be off and starts with `max` (models.dev#7036,
 * 2026-09-11). K3 and K3.1 cannot be off (pi-ai 1.5.2); K3 starts with `max` (official documentation, 2026-08), K3 256K
 * with `high` (a live row, models.dev#3698). That K3.1 starts with `max` is an assumption. K2.7, which still runs as
 * the faster model, always reasons and has no efforts (official client, 2026-08; pi-ai 1.5.2).
 */
const KNOWN_KINDS: Readonly<Record<string, Pick<ThinkingKind, "always" | "defaultEffort">>> = {
  [DEFAULT_ROW.id]: { always: false, defaultEffort: "max" },
  "kimi-for-coding-highspeed": { always: true, defaultEffort: null },
  k3: { always: true, defaultEffort: "max" },
  "k3-256k": { always: true, defaultEffort: "high" },
  "k3.1-pro": { always: true, defaultEffort: "max" },
  "k3.1-pro-highspeed": { always: true, defaultEffort: "max" },
};

/** The kind of a model, under any of its names; one that is not known is taken for on and off. */
export function thinkingKind(modelId: string): ThinkingKind {
  const row = knownRow(modelId);
  const kind = row === undefined ? undefined : KNOWN_KINDS[row.id];
  return row === undefined || kind === undefined ? TOGGLE : { ...kind, efforts: row.efforts };
}

/** What the service's list says of a model's reasoning; of what it does not say, `null`. */
export interface ListedThinking {
  readonly always: boolean | null;
  readonly never?: boolean;
  readonly efforts: readonly string[] | null;
  readonly defaultEffort: string | null;
}

/**
 * What the list says, laid over what is known of the model, field by field.
 *
 * A row that says of `off` the contrary of what is known is about another model under the same id (K2.7 as
 * `kimi-for-coding`, until 2026-09-11): the efforts that are known are not that one's.
 */
export function listedKind({
  id,
  thinking,
}: {
  readonly id: string;
  readonly thinking: ListedThinking | null;
}): ThinkingKind {
  const known = thinkingKind(id);
  if (thinking === null) return known;
  if (thinking.never === true) return { always: false, never: true, efforts: [], defaultEffort: null };
  const isAnother = thinking.always !== null && thinking.always !== known.always;
  const efforts = thinking.efforts ?? (isAnother ? [] : known.efforts);
  const wanted = thinking.defaultEffort ?? known.defaultEffort;
  return {
    always: thinking.always ?? known.always,
    efforts,
    defaultEffort: wanted !== null && efforts.includes(wanted) ? wanted : null,
  };
}
