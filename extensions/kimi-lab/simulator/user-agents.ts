/**
 * Product tokens that the inference endpoints accept at the start of a User-Agent.
 *
 * Measured in the field (2026-08): these pass; `openclaw/*`, `kimi-cli/1.0`, `Roo-Code/1.0`, `OpenAI/JS`,
 * `Anthropic/JS` and curl are refused. The service's own list is undocumented and has changed before.
 */
export const acceptedProducts = ["KimiCLI/", "kimi-code-cli/", "claude-code/", "Kilo-Code/"] as const;

/** Whether the gate in front of the inference endpoints lets this User-Agent through. */
export function isAcceptedUserAgent(userAgent: string): boolean {
  return acceptedProducts.some((product) => userAgent.startsWith(product));
}
