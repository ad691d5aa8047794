import { ANTHROPIC_DIALECT, type JsonObject } from "../kimi/index.ts";
import type { PatchContext } from "./patch.ts";

/**
 * Tokens that a request with reasoning is to leave for reasoning and answer together.
 *
 * Reasoning counts into the limit: with 800 tokens the service answered 200 with no text at all, and 16,000 is what
 * other clients of this service have settled on (field reports, 2026-08). Hosts ask for 240 to 4,096 where they want a title, a
 * recap or an image described (2026.9.6).
 */
const REASONING_OUTPUT_TOKENS = 16_000;

/** A limit that leaves a reasoning model room for an answer, within what the model can write at all. */
export function withRoomForAnswer(limitTokens: number, modelMaxTokens: number): number {
  return Math.max(limitTokens, Math.min(REASONING_OUTPUT_TOKENS, modelMaxTokens));
}

/**
 * States the limit of the output once, under the dialect's own name for it. Where both names of the OpenAI dialect
 * are there the newer one counts, as it does for the service (official client, 2026-08).
 */
export function patchOutputLimit(body: JsonObject, context: PatchContext): JsonObject {
  const { max_tokens: older, max_completion_tokens: newer, ...rest } = body;
  const isAnthropic = context.api === ANTHROPIC_DIALECT;
  const stated = isAnthropic ? (older ?? newer) : (newer ?? older);
  if (stated === undefined || stated === null) return rest;
  const raised =
    context.thinking && context.modelMaxTokens !== undefined && typeof stated === "number"
      ? withRoomForAnswer(stated, context.modelMaxTokens)
      : stated;
  return { ...rest, [isAnthropic ? "max_tokens" : "max_completion_tokens"]: raised };
}
