import { wireIdOf } from "../kimi/index.ts";
import type { WireThinking } from "../models/index.ts";
import { patchRequest } from "./patch-request.ts";
import type { PatchContext } from "./patch.ts";

/** What is known of a request beside its model and its body. */
interface RequestFacts extends Pick<
  PatchContext,
  "cacheKey" | "modelMaxTokens" | "unanswered" | "knownReasoning"
> {
  readonly thinking: WireThinking;
  /** What the model is called on the wire, where that is not what its id says. */
  readonly wireId?: string;
}

/** Patches a request body for a model of ours; also used where the host offers no stream to wrap. */
export function patchPayload(
  body: unknown,
  model: { readonly id: string; readonly api: string },
  { thinking, wireId = wireIdOf(model.id), ...facts }: RequestFacts,
): unknown {
  return patchRequest(body, {
    ...facts,
    api: model.api,
    wireModelId: wireId,
    thinking: thinking.type === "enabled",
    effort: thinking.effort,
  });
}
