import type { JsonObject } from "../json.ts";
import type { PatchContext } from "./patch.ts";

/**
 * Says whether the model is to reason. Both dialects take the same field; the service takes no budget with it
 * (official client, 2026-08).
 */
export function patchThinking(body: JsonObject, context: PatchContext): JsonObject {
  return { ...body, thinking: { type: context.thinking ? "enabled" : "disabled" } };
}
