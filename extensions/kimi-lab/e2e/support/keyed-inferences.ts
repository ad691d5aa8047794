import type { RecordedRequest, Simulator } from "../../simulator/simulator.ts";

/**
 * What asks a model with a key. On older hosts and the Anthropic dialect, the plugin also asks an endpoint of the user's
 * own once, without one, whether it would redirect.
 */
export function keyedInferences({ inferences }: Simulator): readonly RecordedRequest[] {
  return inferences.filter(({ accountId }) => accountId !== null);
}
