/** The code of the system call (`ENOTFOUND`) behind a request that failed, in brackets: people search for it. */
export function systemCode(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && "code" in inner && typeof inner.code === "string"
    ? ` (${inner.code})`
    : "";
}
