/** Of Node and of its `fetch`, for a connection that was not made (Node 24). */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|\w+_CERT(?:_\w+)?|\w+_LEAF_SIGNATURE)$/u;

/** Whether a text is a code of an error, as Node and its `fetch` write them: the longest of them has 40 letters. */
export function isErrorCode(code: unknown): code is string {
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/u.test(code);
}

/** Whether what `fetch` threw says that there was no connection to send anything on. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  // A proxy that refuses to connect: nobody here has cancelled that (Node 24.21, 2026-11).
  if (cause instanceof DOMException) return cause.name === "AbortError";
  if (!(cause instanceof Error)) return false;
  if ("syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo")) return true;
  return "code" in cause && isErrorCode(cause.code) && NO_CONNECTION.test(cause.code);
}
