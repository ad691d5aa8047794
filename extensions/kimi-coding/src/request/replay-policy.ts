import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";

type ReplayPolicy = ReturnType<NonNullable<ProviderPlugin["buildReplayPolicy"]>>;

/**
 * What the host may do to a conversation before it goes back to the service: put turns in order and pair calls with
 * results, but take out no reasoning and write no id anew. The request patch gives each message its form with nothing
 * lost (`docs/reference/wire.md`, "Replay").
 *
 * Without a policy, hosts take all punctuation out of ids and, on the Anthropic dialect, all reasoning but the last
 * turn's: they drop thinking without a signature, and Kimi's has none; 2026.9.6 drops all where a model takes no
 * `reasoning_effort`. A turn then comes back otherwise than it was sent a moment before, which costs the reasoning and
 * the service's prefix cache (2026.9.6 and 2026.5.7, 2026-11).
 */
export function buildReplayPolicy(): ReplayPolicy {
  return {
    sanitizeToolCallIds: false,
    preserveSignatures: false,
    dropThinkingBlocks: false,
    dropReasoningFromHistory: false,
    // As hosts have it without a policy; the last two also drop an unfinished answer at the end.
    repairToolUseResultPairing: true,
    applyAssistantFirstOrderingFix: true,
    validateGeminiTurns: true,
    validateAnthropicTurns: true,
  };
}
