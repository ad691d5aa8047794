import { modelNotFound, type Fault } from "./faults.ts";
import { modelRows } from "./models.ts";
import { modelIdHint, modelNotInPlan } from "./refusals.ts";

/**
 * Ids that users bring, and the model that the service says to ask for. The first is reported (hermes-agent#105650,
 * openclaw#113918); that it says likewise for the names of K2 is an assumption.
 */
const resembling = [
  { ids: /^(?:kimi-)?k3/iu, model: "k3" },
  { ids: /^(?:kimi-)?k2/iu, model: "kimi-for-coding" },
  { ids: /^kimi-(?:code|coding|for-coding|latest)$/iu, model: "kimi-for-coding" },
] as const;

/** How a model is refused that the account cannot use: one that exists, one that resembles a model, any other. */
export function refuseModel(wireId: string, explainsPlans: boolean): Fault {
  if (!explainsPlans) return modelNotFound(wireId);
  if (Object.hasOwn(modelRows, wireId)) return modelNotInPlan(wireId);
  const meant = resembling.find(({ ids }) => ids.test(wireId));
  return meant === undefined ? modelNotFound(wireId) : modelIdHint(wireId, meant.model);
}
