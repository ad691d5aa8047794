import { ANTHROPIC_DIALECT, isObject, type JsonObject, OPENAI_DIALECT } from "../kimi/index.ts";
import { patchCacheKey } from "./cache-key.ts";
import { patchImages } from "./images.ts";
import { patchOutputLimit } from "./output-limit.ts";
import { patchParameters } from "./parameters.ts";
import type { Patch, PatchContext } from "./patch.ts";
import { patchMessagesReplay } from "./replay-messages.ts";
import { patchThinking } from "./thinking.ts";
import { patchMessagesToolNames } from "./tool-names.ts";
import { patchMessagesTools } from "./tools.ts";

/** What is done to a body of each dialect, in this order. */
const PATCHES: Readonly<Record<string, readonly Patch[]>> = {
  // Only questions about an image or a video: the plugin's own transport makes the body of a conversation.
  [OPENAI_DIALECT]: [patchParameters, patchThinking, patchOutputLimit, patchCacheKey, patchImages],
  [ANTHROPIC_DIALECT]: [
    patchParameters,
    patchThinking,
    patchOutputLimit,
    patchCacheKey,
    patchMessagesToolNames,
    patchMessagesTools,
    // Before the replay, which makes one message of two of the user in a row: the images of those to be answered
    // are refused, those of one before them, of which the user was told, are not.
    patchImages,
    patchMessagesReplay,
  ],
};

/**
 * Turns the body that the host's adapter built into the one that the Kimi Code service takes, on either dialect.
 *
 * The input is not changed. A body that is not an object is returned as it came; of another dialect's, only the
 * model is put right.
 *
 * @throws KimiError where no change would make it one that the service takes.
 */
export function patchRequest(body: unknown, context: PatchContext): unknown {
  if (!isObject(body)) return body;
  const patches = PATCHES[context.api] ?? [];
  const named: JsonObject = { ...body, model: context.wireModelId };
  return patches.reduce((patched, patch) => patch(patched, context), named);
}
