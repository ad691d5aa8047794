import {
  canonicalModelId,
  DEFAULT_WIRE_MODEL_ID,
  knownRow,
  type Modality,
  type ModelAliases,
  type RowFields,
  rowFields,
} from "../kimi/index.ts";
import type { ListedModel } from "./model-list.ts";

const TEXT: readonly Modality[] = ["text"];
const TEXT_AND_IMAGE: readonly Modality[] = ["text", "image"];

/**
 * The row of a model in this account's plan. What the service does not say of it is what is known of the model; but one
 * that nothing is known of takes images only if the service says so.
 */
export function planRow(listed: ListedModel): RowFields {
  const known = knownRow(listed.id);
  const facts = rowFields(listed.id);
  const takesImages = listed.imageInput ?? known?.input.includes("image") ?? false;
  const contextWindow = listed.contextWindow ?? facts.contextWindow;
  return {
    name: listed.displayName ?? facts.name,
    input: takesImages ? TEXT_AND_IMAGE : TEXT,
    reasoning: listed.thinking === null ? facts.reasoning : listed.thinking.never !== true,
    contextWindow,
    maxTokens: Math.min(facts.maxTokens, contextWindow),
  };
}

/**
 * The models of a plan that can be spoken to, by the ids of their rows, the default one first, then as the service lists
 * them. No model has two rows: of several names for one, the service's main one counts.
 */
export function planById(
  listed: readonly ListedModel[],
  aliases: ModelAliases,
): ReadonlyMap<string, SpokenModel> {
  const byId = new Map<string, SpokenModel>();
  const spoken = listed.filter(isSpoken);
  for (const model of [...spoken.filter(isMain), ...spoken.filter((model) => !isMain(model))]) {
    const id = canonicalModelId(model.id, aliases);
    if (!byId.has(id)) byId.set(id, model);
  }
  return byId;
}

/** A listed model in one of the dialects that this plugin speaks. */
export interface SpokenModel extends ListedModel {
  readonly dialect: NonNullable<ListedModel["dialect"]>;
}

/** Whether a listed model is to be spoken to in a dialect that this plugin speaks. */
export function isSpoken(model: ListedModel): model is SpokenModel {
  return model.dialect !== null;
}

function isMain({ id }: ListedModel): boolean {
  return id.toLowerCase() === DEFAULT_WIRE_MODEL_ID;
}

/** The model of a plan with this wire id, in any letter case. */
export function findListed(listed: readonly ListedModel[], wireId: string): ListedModel | undefined {
  const id = wireId.toLowerCase();
  return listed.find((model) => model.id.toLowerCase() === id);
}
