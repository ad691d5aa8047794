import type { AnswerFailure } from "../response/index.ts";

/** Where a request had come to when it failed. */
export type Stage = "before the answer" | "in the answer";

/** Codes of `undici` (8.1 to 8.10) for limits of time. */
const TIMEOUTS: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/**
 * What a failed connection is called: in the words of the hosts' adapters, by which hosts know that they may try again
 * (`Connection error.`, `Request timed out.`, `terminated`; 2026.9.6, pi-ai 0.73). What the system calls it stands
 * behind, where nothing was answered: people search for it.
 */
export function lostConnection(error: unknown, stage: Stage): AnswerFailure {
  const code = codeOf(error);
  if (code !== undefined && TIMEOUTS.has(code)) return { reason: "error", message: "Request timed out." };
  if (stage === "in the answer") return { reason: "error", message: "terminated" };
  // The names of `undici` say nothing to a user.
  const known = code === undefined || code.startsWith("UND_ERR_") ? "" : ` (${code})`;
  return { reason: "error", message: `Connection error.${known}` };
}

/** The code of an error or of what caused it. */
function codeOf(error: unknown): string | undefined {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 4; inner = inner.cause, depth += 1) {
    if ("code" in inner && typeof inner.code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/u.test(inner.code))
      return inner.code;
  }
  return undefined;
}
