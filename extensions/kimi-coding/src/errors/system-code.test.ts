import { describe, expect, it } from "vitest";
import { brokenConnection } from "./system-code.ts";

const failed = (code?: string, syscall?: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("of the system"), { code, syscall }) });

describe("brokenConnection", () => {
  it.each([
    {
      name: "a port that nothing listens on",
      cause: failed("ECONNREFUSED", "connect"),
      text: "Nothing answers at x.example (ECONNREFUSED).",
    },
    {
      name: "a name that is not known",
      cause: failed("ENOTFOUND", "getaddrinfo"),
      text: "Nothing answers at x.example (ENOTFOUND).",
    },
    {
      name: "a connection that is cut",
      cause: failed("ECONNRESET", "read"),
      text: "The connection to x.example broke (ECONNRESET).",
    },
    {
      name: "a certificate of its own",
      cause: failed("SELF_SIGNED_CERT_IN_CHAIN"),
      text: "This machine does not trust the certificate of x.example (SELF_SIGNED_CERT_IN_CHAIN).",
    },
    {
      name: "a proxy that does not connect",
      cause: new TypeError("fetch failed", { cause: new DOMException("cancelled", "AbortError") }),
      text: "Nothing answers at x.example.",
    },
    { name: "anything else", cause: new Error("odd"), text: "The request to x.example failed." },
  ])("names $name", ({ cause, text }) => {
    expect(brokenConnection("x.example", cause)).toBe(text);
  });
});
