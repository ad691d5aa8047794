import { MODEL_ALIASES, PROVIDER_ID } from "../kimi/index.ts";
import { planById } from "./plan-row.ts";
import { knownModels } from "./plan-store.ts";

/** The models of an agent's plan as a user refers to them (`kimi/k3`), the default one first; none before they are known. */
export function planModelRefs(agentDir: string | undefined): string[] {
  return [...planById(knownModels(agentDir) ?? [], MODEL_ALIASES).keys()].map((id) => `${PROVIDER_ID}/${id}`);
}
