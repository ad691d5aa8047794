/**
 * The `User-Agent` that every request to the Kimi Code service carries.
 *
 * The service admits known coding agents to its inference endpoints by this header and answers all others with
 * `403 access_terminated_error`. The value is the one that the Kimi plugins of earlier OpenClaw releases sent. Why it is there,
 * what speaks against it and how to send another one: docs/decisions/0001-user-agent.md.
 */
export const USER_AGENT = "claude-code/0.1.0";

/** Headers as a plain record; names in any letter case. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * Lays header records over each other, later ones winning, names compared without letter case.
 *
 * The winner's own spelling is kept. No input is changed.
 */
export function mergeHeaders(...layers: readonly (HeaderRecord | undefined)[]): Record<string, string> {
  const merged = new Map<string, readonly [name: string, value: string]>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) merged.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(merged.values());
}
