import { isErrorCode, isUnsent } from "./unsent.ts";

/** The code of the system call (`ENOTFOUND`) behind a request that failed, in brackets: people search for it. */
export function systemCode(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && "code" in inner && isErrorCode(inner.code) ? ` (${inner.code})` : "";
}

/** Of Node, for a server whose certificate is not accepted (Node 24). */
const CERTIFICATE = /CERT|TLS|SIGNATURE/u;

/** A sentence on a request that got no whole answer from `host`: what broke. */
export function brokenConnection(host: string, cause: unknown): string {
  const code = systemCode(cause);
  if (CERTIFICATE.test(code)) return `This machine does not trust the certificate of ${host}${code}.`;
  if (isUnsent(cause)) return `Nothing answers at ${host}${code}.`;
  return code === "" ? `The request to ${host} failed.` : `The connection to ${host} broke${code}.`;
}
