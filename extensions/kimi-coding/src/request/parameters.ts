import type { JsonObject } from "../kimi/index.ts";

/**
 * Sampling parameters that the service pins: it refuses other values with
 * `400 invalid temperature: only 1 is allowed for this model` (field reports, 2026-08), so none is sent.
 */
const PINNED_PARAMETERS: ReadonlySet<string> = new Set([
  "temperature",
  "top_p",
  "top_k",
  "n",
  "presence_penalty",
  "frequency_penalty",
]);

/** Reasoning controls of other services; Kimi's own is `thinking`. */
const FOREIGN_REASONING_PARAMETERS: ReadonlySet<string> = new Set([
  "reasoning",
  "reasoning_effort",
  "enable_thinking",
  "thinking_budget",
  "chat_template_kwargs",
]);

/** Takes out the parameters that the service pins or does not know. */
export function patchParameters(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([name]) => !PINNED_PARAMETERS.has(name) && !FOREIGN_REASONING_PARAMETERS.has(name),
    ),
  );
}
