import { basename, dirname } from "node:path";
import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import type { Topic } from "../errors/index.ts";

/** Refusals after which no model of this subscription answers until the user does something, or time passes. */
const LASTING: ReadonlySet<Topic> = new Set([
  "usage-limit",
  "no-membership",
  "account-action",
  "invalid-key",
]);

/**
 * What is put behind an error text so that a host which sorts it by its words alone asks a configured fallback.
 * 2026.4.27 and 2026.5.7 never ask a plugin: the file in which they look for its hook is not in their package. They take
 * these words for a fault that passes, so that they pause neither the key nor the model, and show the text as it is; other
 * words of that kind become "LLM request timed out." (`ERROR_PATTERNS` of both; seen on both, November 2026).
 */
const SIGNAL = " (upstream error)";

/** The error text for a host that sorts it by its words, and has a fallback for the agent. */
export function withFallbackSignal(text: string, topic: Topic): string {
  return LASTING.has(topic) ? text + SIGNAL : text;
}

/**
 * Whether an agent has a fallback: one of its own list, or of the common one if it has no list. Without any, the host
 * would put a sentence of its own in the place of ours.
 */
export function hasFallback({
  config,
  agentDir,
}: Pick<ProviderWrapStreamFnContext, "config" | "agentDir">): boolean {
  const { list = [], defaults } = config?.agents ?? {};
  // Without a folder of its own, that of an agent is <state>/agents/<id>/agent.
  const id = agentDir === undefined ? "main" : basename(dirname(agentDir));
  const agent =
    list.find((entry) => entry.agentDir === agentDir && agentDir !== undefined) ??
    list.find((entry) => entry.id.toLowerCase() === id);
  const [fallbacks = []] = [agent?.model, defaults?.model].flatMap((model) =>
    typeof model === "object" && model.fallbacks !== undefined ? [model.fallbacks] : [],
  );
  return fallbacks.length > 0;
}
