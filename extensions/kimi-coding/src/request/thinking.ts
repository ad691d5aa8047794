import { ANTHROPIC_DIALECT, isObject, type JsonObject } from "../kimi/index.ts";
import type { PatchContext } from "./patch.ts";

/**
 * Says whether and how hard the model is to reason, in place of all that the adapter said of it. The service takes no
 * budget (official client, 2026-08).
 *
 * `thinking.keep` is not sent: see `docs/reference/wire.md`.
 */
export function patchThinking(body: JsonObject, context: PatchContext): JsonObject {
  const type = context.thinking ? "enabled" : "disabled";
  const effort = context.thinking && context.effort !== undefined ? { effort: context.effort } : {};
  if (context.api !== ANTHROPIC_DIALECT) return { ...body, thinking: { type, ...effort } };
  const { output_config: config, ...rest } = body;
  const { effort: _, ...others } = isObject(config) ? config : {};
  const outputConfig = { ...others, ...effort };
  return {
    ...rest,
    thinking: { type },
    ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
  };
}
