import {
  canonicalModelId,
  DEFAULT_WIRE_MODEL_ID,
  type Modality,
  type ModelAliases,
  type RowFields,
} from "../kimi/index.ts";
import type { ListedModel } from "./model-list.ts";

/** What the models are called that the service is known to list (its documentation and official client, 2026-08). */
const KNOWN_NAMES: Readonly<Record<string, string>> = {
  [DEFAULT_WIRE_MODEL_ID]: "Kimi For Coding",
  "kimi-for-coding-highspeed": "Kimi For Coding Highspeed",
  k3: "K3",
  "k3-256k": "K3 256K",
};

const TEXT: readonly Modality[] = ["text"];
const TEXT_AND_IMAGE: readonly Modality[] = ["text", "image"];

/**
 * The row of a model in this account's plan. What the service does not say of it is that of `defaults`; but a model
 * that nothing is known of takes pictures only if the service says so.
 */
export function planRow(listed: ListedModel, defaults: RowFields): RowFields {
  const known = knownName(listed.id);
  const takesImages = listed.imageInput ?? (known !== undefined && defaults.input.includes("image"));
  const contextWindow = listed.contextWindow ?? defaults.contextWindow;
  return {
    name: listed.displayName ?? known ?? listed.id,
    input: takesImages ? TEXT_AND_IMAGE : TEXT,
    reasoning: listed.thinking === null ? defaults.reasoning : listed.thinking.never !== true,
    contextWindow,
    maxTokens: Math.min(defaults.maxTokens, contextWindow),
  };
}

/** The name of a model that the service is known to list, by wire id in any letter case. */
export function knownName(wireId: string): string | undefined {
  const id = wireId.toLowerCase();
  return Object.hasOwn(KNOWN_NAMES, id) ? KNOWN_NAMES[id] : undefined;
}

/**
 * The models of a plan by the ids of their rows, the default one first, then as the service lists them. No model has
 * two rows: of several names for one, the service's main one counts.
 */
export function planById(
  listed: readonly ListedModel[],
  aliases: ModelAliases,
): ReadonlyMap<string, ListedModel> {
  const byId = new Map<string, ListedModel>();
  for (const model of [...listed.filter(isMain), ...listed.filter((model) => !isMain(model))]) {
    const id = canonicalModelId(model.id, aliases);
    if (!byId.has(id)) byId.set(id, model);
  }
  return byId;
}

function isMain({ id }: ListedModel): boolean {
  return id.toLowerCase() === DEFAULT_WIRE_MODEL_ID;
}

/** The model of a plan with this wire id, in any letter case. */
export function findListed(listed: readonly ListedModel[], wireId: string): ListedModel | undefined {
  const id = wireId.toLowerCase();
  return listed.find((model) => model.id.toLowerCase() === id);
}
