import { describe, expect, it } from "vitest";
import { isUnsent } from "./unsent.ts";

/** What `fetch` throws. */
const failed = (cause: unknown) => new TypeError("fetch failed", { cause });
const coded = (fields: object) => Object.assign(new Error("of the system"), fields);

it("reads no code that nobody wrote", () => {
  for (const code of ["_CERT".repeat(100_000) + "!", "A_CERT".repeat(100_000), "ECONN\u001B[2J", ""]) {
    expect(isUnsent(failed(coded({ code })))).toBe(false);
  }
});

describe("isUnsent", () => {
  it.each([
    { name: "a port that nothing listens on", cause: coded({ code: "ECONNREFUSED", syscall: "connect" }) },
    { name: "a connection that takes too long", cause: coded({ code: "ETIMEDOUT", syscall: "connect" }) },
    { name: "a name that is not known", cause: coded({ code: "ENOTFOUND", syscall: "getaddrinfo" }) },
    { name: "several addresses", cause: Object.assign(new AggregateError([]), { code: "ECONNREFUSED" }) },
    { name: "a connection given up", cause: coded({ code: "UND_ERR_CONNECT_TIMEOUT" }) },
    { name: "an unknown authority", cause: coded({ code: "SELF_SIGNED_CERT_IN_CHAIN" }) },
    { name: "another authority", cause: coded({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }) },
    { name: "another name", cause: coded({ code: "ERR_TLS_CERT_ALTNAME_INVALID" }) },
    { name: "an old certificate", cause: coded({ code: "CERT_HAS_EXPIRED" }) },
    { name: "a proxy that refuses", cause: new DOMException("Request was cancelled.", "AbortError") },
  ])("reports that nothing was sent to $name", ({ cause }) => {
    expect(isUnsent(failed(cause))).toBe(true);
  });

  it.each([
    { name: "a connection that was cut", error: failed(coded({ code: "ECONNRESET", syscall: "read" })) },
    { name: "an answer cut short", error: failed(coded({ code: "UND_ERR_SOCKET" })) },
    { name: "an answer that takes too long", error: new DOMException("timed out", "TimeoutError") },
    { name: "a silent read", error: failed(coded({ code: "ETIMEDOUT", syscall: "read" })) },
    { name: "no cause", error: failed(undefined) },
    { name: "no error", error: "ECONNREFUSED" },
  ])("does not report that for $name", ({ error }) => {
    expect(isUnsent(error)).toBe(false);
  });
});
