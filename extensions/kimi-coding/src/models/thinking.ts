import type { ProviderPlugin, ProviderRuntimeModel } from "openclaw/plugin-sdk/plugin-entry";
import { wireIdOf } from "../kimi/index.ts";
import { chooseThinking } from "./choose-effort.ts";
import { effortsByLevel, offeredLevels, type WireThinking } from "./levels.ts";
import { knownModel } from "./plan-store.ts";
import { listedKind, thinkingKind, type ThinkingKind } from "./thinking-kind.ts";

type ThinkingProfileHook = NonNullable<ProviderPlugin["resolveThinkingProfile"]>;

/**
 * What `/think` offers for a model: the levels that differ on the wire, of the table that requests are made from.
 *
 * Hosts write `reasoning: false` into a row of the user's that leaves it out, and then offer off alone and begin with
 * it, unless the profile says that it holds all the same (2026.9.6).
 */
export const resolveThinkingProfile = (({ modelId }) => ({
  ...offeredLevels(kindOf(modelId)),
  preserveWhenCatalogReasoningFalse: true,
})) satisfies ThinkingProfileHook;

/** The reasoning that a request asks for, from whatever speaks for a level, the most decisive first. */
export function requestedThinking(modelId: string, sources: readonly unknown[]): WireThinking {
  return chooseThinking(kindOf(modelId), sources);
}

/**
 * What a host's model has to say of its efforts, so that the host takes no level back that `/think` offers; nothing
 * for a model without efforts. What adapters make of it is replaced in the body.
 */
export function effortFields(modelId: string): Pick<ProviderRuntimeModel, "thinkingLevelMap" | "compat"> {
  const kind = kindOf(modelId);
  if (kind.efforts.length === 0) return {};
  return {
    thinkingLevelMap: effortsByLevel(kind),
    compat: { supportsReasoningEffort: true, supportedReasoningEfforts: [...kind.efforts] },
  };
}

/** As the service says of this model, whichever account it said it to; else as its models are known. */
function kindOf(modelId: string): ThinkingKind {
  const wireId = wireIdOf(modelId);
  const listed = knownModel(wireId);
  return listed === undefined ? thinkingKind(wireId) : listedKind(listed);
}
