import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError } from "../errors/index.ts";
import { CHOOSE_MODEL_COMMAND, STATUS_COMMAND } from "../kimi/index.ts";
import { isUnspoken, planModelRefs } from "../models/index.ts";

/**
 * Refuses a chat with a model that the account's list wants to be spoken to over the Responses API: sent as a chat
 * completion, it might be answered by nobody knows what.
 *
 * @throws KimiError `model-unspoken`
 */
export function refuseUnspoken(
  config: OpenClawConfig | undefined,
  model: { readonly provider: string; readonly id: string },
  agentDir: string | undefined,
): void {
  const reference = { provider: model.provider, modelId: model.id };
  if (!isUnspoken(config, reference, agentDir)) return;
  const [other] = planModelRefs(agentDir);
  const next =
    other === undefined
      ? `See the models of your plan:\n${STATUS_COMMAND}`
      : `Choose another model:\n${CHOOSE_MODEL_COMMAND} ${other}`;
  throw new KimiError(
    "model-unspoken",
    `Kimi Code offers ${model.provider}/${model.id} over the Responses API only, which this plugin does not use. Your key and plan are fine. ${next}`,
  );
}
