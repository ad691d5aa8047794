import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { wireIdOf } from "./manifest.ts";
import { knownModels } from "./plan-store.ts";
import { fastTwin, isFast } from "./src/account/fast-model.ts";

type FastModeHook = NonNullable<ProviderPlugin["resolveFastModeSupport"]>;

/** Whether `/fast` changes anything for a model; `undefined` while it is not known what the plan has. */
export const resolveFastModeSupport = (({ modelId }) => {
  const plan = knownModels(undefined);
  return plan === null ? undefined : fastTwin(wireIdOf(modelId), plan) !== undefined;
}) satisfies FastModeHook;

/**
 * The model that a request asks the service for: the one that its id names, or in fast mode its faster twin, if the
 * agent's plan has one.
 */
export function requestedWireId(
  modelId: string,
  extraParams: Readonly<Record<string, unknown>> | undefined,
  agentDir: string | undefined,
): string {
  const wireId = wireIdOf(modelId);
  if (!isFast(extraParams?.["fastMode"] ?? extraParams?.["fast_mode"])) return wireId;
  return fastTwin(wireId, knownModels(agentDir) ?? []) ?? wireId;
}
