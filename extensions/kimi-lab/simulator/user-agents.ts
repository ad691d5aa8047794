/**
 * Product tokens that the inference endpoints accept at the start of a User-Agent while the gate is closed.
 *
 * Measured in the field (2026-08): these pass; `openclaw/*`, `kimi-cli/1.0`, `Roo-Code/1.0`, `OpenAI/JS`,
 * `Anthropic/JS` and curl are refused. The service's own list is undocumented and has changed before. Reports of
 * 2026-08-14 to 2026-09-03 have it open to everybody (pi#8104, pi#7752, opencrabs#1333).
 *
 * `claude-cli/` is what Claude Code calls itself (`claude-cli/2.1.332 (external, sdk-cli)`, seen 2026-11-28). That it passes
 * is inferred: the refusal itself names Claude Code as a program that Kimi admits.
 */
export const acceptedProducts = [
  "KimiCLI/",
  "kimi-code-cli/",
  "claude-code/",
  "claude-cli/",
  "Kilo-Code/",
] as const;

/** Who may ask a model. */
interface Gate {
  readonly gate: "closed" | "open";
  readonly acceptedProducts: readonly string[];
}

/** Whether the gate in front of the inference endpoints lets this User-Agent through. */
export function passesGate({ gate, acceptedProducts: products }: Gate, userAgent: string): boolean {
  return gate === "open" || products.some((product) => userAgent.startsWith(product));
}
