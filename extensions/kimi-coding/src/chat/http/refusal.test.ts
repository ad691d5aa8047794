import { describe, expect, it } from "vitest";
import { classifyServiceError } from "../../errors/index.ts";
import { refusalOf } from "./refusal.ts";

const now = Date.parse("2026-11-27T10:00:00Z");
const refuse = (status: number, text: string, headers: Record<string, string> = {}) =>
  refusalOf({ status, headers, text }, "https://user:secret@kimi.example/coding/v1?key=secret", now);

it.each([
  "99999999999",
  "999999999",
  "2678401",
  "Fri, 31 Dec 9999 23:59:59 GMT",
  "-5",
  "1e306",
  "NaN",
  "",
  "1".repeat(1e6),
])("asks nobody to wait %.20s seconds", (header) => {
  const { message } = refusalOf(
    { status: 429, headers: { "retry-after": header }, text: "{}" },
    "https://x.example",
    0,
  );
  expect(message).not.toContain("Retry-After");
});

it("says no more of a refusal than a line", () => {
  const text = JSON.stringify({
    error: { message: `no\u001B[2J\n${"x".repeat(60_000)}`, type: "t".repeat(1e5) },
  });
  const { message, type } = refusalOf({ status: 500, headers: {}, text }, "https://x.example", 0);
  expect(message).toMatch(/^500 no \[2J x{100}/u);
  expect(message.length).toBeLessThan(1100);
  expect(type?.length).toBeLessThan(200);
});

describe("refusalOf", () => {
  it.each([
    {
      name: "an envelope",
      text: '{"error":{"message":"no","type":"t","code":"c"}}',
      says: { message: "403 no", type: "t", code: "c" },
    },
    {
      name: "an envelope of the Anthropic dialect",
      text: '{"type":"error","error":{"type":"t","message":"no"}}',
      says: { message: "403 no", type: "t" },
    },
    { name: "an error that is a text", text: '{"error":"no"}', says: { message: "403 no" } },
    { name: "a bare message", text: '{"message":"no","code":5}', says: { message: "403 no", code: "5" } },
    { name: "plain text", text: " no \n", says: { message: "403 no" } },
    {
      name: "a web page",
      text: "<html>secret</html>",
      says: { message: "403 status code (a web page came)" },
    },
    { name: "nothing", text: "", says: { message: "403 status code (no body)" } },
    { name: "JSON that says nothing", text: "{}", says: { message: "403 {}" } },
  ])("quotes $name", ({ text, says }) => {
    expect(refuse(403, text)).toMatchObject({ reason: "error", ...says });
  });

  it("is bounded, whatever comes", () => {
    expect(refuse(500, "x".repeat(100_000)).message.length).toBeLessThan(600);
    expect(
      refuse(500, JSON.stringify({ error: { message: "x".repeat(100_000) } })).message.length,
    ).toBeLessThan(2100);
  });

  it.each([
    { name: "seconds", header: "30", wait: "; Retry-After: 30 seconds" },
    { name: "a date", header: "Fri, 27 Nov 2026 10:01:00 GMT", wait: "; Retry-After: 60 seconds" },
    { name: "a date gone by", header: "Fri, 27 Nov 2026 09:01:00 GMT", wait: "" },
    { name: "neither", header: "soon", wait: "" },
  ])("tells when to try again, by $name", ({ header, wait }) => {
    expect(refuse(429, '{"error":{"message":"no"}}', { "retry-after": header }).message).toBe(
      `429 no${wait}`,
    );
  });

  it("is known to what explains failures", () => {
    const { message, type } = refuse(
      429,
      '{"error":{"message":"too many","type":"rate_limit_reached_error"}}',
      {
        "retry-after": "30",
      },
    );
    expect(classifyServiceError({ text: message, type })).toMatchObject({ code: "rate-limited" });
  });

  it("says where a redirect came from, without what is secret in its address", () => {
    const { message } = refuse(302, "");
    expect(message).toMatch(/^https:\/\/…@kimi\.example\/coding\/v1\?… redirects elsewhere \(302\)/u);
    expect(message).not.toContain("secret");
    expect(message.split("\n").slice(1)).toStrictEqual([
      "openclaw config get models.providers.kimi.baseUrl",
      "Then send the message again.",
    ]);
  });
});
