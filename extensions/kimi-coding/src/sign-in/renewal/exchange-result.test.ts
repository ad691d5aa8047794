import { describe, expect, it } from "vitest";
import { type ExchangeResult, parseExchangeResult } from "./exchange-result.ts";

const tokens = { accessToken: "a", refreshToken: "r", lifetimeMs: 900_000 };

describe("parseExchangeResult", () => {
  it.each<ExchangeResult>([
    { kind: "tokens", tokens, askedAt: 7 },
    { kind: "ended" },
    { kind: "unavailable" },
    { kind: "unreachable" },
  ])("reads what was written: $kind", (exchange) => {
    expect(parseExchangeResult(JSON.stringify(exchange))).toStrictEqual(exchange);
  });

  it("keeps tokens whose times cannot be read: the token before them is spent", () => {
    const text = JSON.stringify({ kind: "tokens", tokens: { ...tokens, lifetimeMs: Infinity } });
    expect(parseExchangeResult(text)).toStrictEqual({ kind: "tokens", tokens, askedAt: 0 });
  });

  it.each([
    { name: "nothing", text: "" },
    { name: "half a text", text: '{"kind":"tok' },
    { name: "no object", text: "[]" },
    { name: "an unknown kind", text: '{"kind":"other"}' },
    { name: "tokens without tokens", text: '{"kind":"tokens","askedAt":7}' },
    {
      name: "a token that is not text",
      text: JSON.stringify({ kind: "tokens", tokens: { ...tokens, refreshToken: 1 }, askedAt: 7 }),
    },
    {
      name: "an empty token",
      text: JSON.stringify({ kind: "tokens", tokens: { ...tokens, refreshToken: "" }, askedAt: 7 }),
    },
  ])("takes $name for no exchange", ({ text }) => {
    expect(parseExchangeResult(text)).toBeNull();
  });
});
