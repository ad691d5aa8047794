/**
 * How hosts mark where the part of a system prompt begins that changes from turn to turn. Adapters take the mark out;
 * 2026.9.6 does so before it hands a prompt to a provider's own transport, 2026.5.7 and 2026.4.27 do not (2026-11).
 */
const CACHE_BOUNDARY = "\n<!-- OPENCLAW_CACHE_BOUNDARY -->\n";

/** A system prompt without the marks that the host put into it for its adapters. */
export function withoutHostMarks(systemPrompt: string): string {
  return systemPrompt.replaceAll(CACHE_BOUNDARY, "\n").replaceAll(CACHE_BOUNDARY.trim(), "");
}
