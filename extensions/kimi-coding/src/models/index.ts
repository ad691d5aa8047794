/** Models: which one a reference means, what the plan has, how much it thinks. */
export { buildDefaultRow, type ModelRow } from "./default-row.ts";
export type { ConfiguredProvider } from "./effective-model.ts";
export { requestedModel, resolveFastModeSupport } from "./fast-mode.ts";
export type { WireThinking } from "./levels.ts";
export { type ListedModel, parseModelList } from "./model-list.ts";
export {
  baseUrlOrigin,
  configuredBaseUrl,
  isUnspoken,
  type ModelReference,
  normalizeResolvedModel,
  resolveDefaultEndpoint,
  resolveDynamicModel,
  type ServiceEndpoint,
  type WireIdPlace,
} from "./model-resolution.ts";
export { planModelRefs } from "./plan-refs.ts";
export { planById, planRow, type SpokenModel } from "./plan-row.ts";
export { accountTag, knownModels, rememberedModels, rememberModels } from "./plan-store.ts";
export { effortFields, requestedThinking, resolveThinkingProfile } from "./thinking.ts";
