import { describe, expect, it } from "vitest";
import { parseClaim, parseExchange, parseJob, type Exchange } from "./renewal-files.ts";

const tokens = { accessToken: "a", refreshToken: "r", lifetimeMs: 900_000 };

describe("parseExchange", () => {
  it.each<Exchange>([
    { kind: "tokens", tokens, askedAt: 7 },
    { kind: "ended" },
    { kind: "unavailable" },
    { kind: "unreachable" },
  ])("reads what was written: $kind", (exchange) => {
    expect(parseExchange(JSON.stringify(exchange))).toStrictEqual(exchange);
  });

  it.each([
    { name: "nothing", text: "" },
    { name: "half a text", text: '{"kind":"tok' },
    { name: "no object", text: "[]" },
    { name: "an unknown kind", text: '{"kind":"other"}' },
    { name: "tokens without a time", text: JSON.stringify({ kind: "tokens", tokens }) },
    { name: "tokens without tokens", text: '{"kind":"tokens","askedAt":7}' },
    {
      name: "a token that is no text",
      text: JSON.stringify({ kind: "tokens", tokens: { ...tokens, refreshToken: 1 }, askedAt: 7 }),
    },
    {
      name: "no lifetime",
      text: JSON.stringify({ kind: "tokens", tokens: { ...tokens, lifetimeMs: null }, askedAt: 7 }),
    },
  ])("takes $name for no exchange", ({ text }) => {
    expect(parseExchange(text)).toBeNull();
  });
});

describe("parseClaim", () => {
  it("reads what was written", () => {
    expect(parseClaim('{"pid":12,"until":34}')).toStrictEqual({ pid: 12, until: 34 });
  });

  it.each([
    { name: "nothing", text: "" },
    { name: "a list", text: "[12,34]" },
    { name: "a process group", text: '{"pid":-12,"until":34}' },
    { name: "no process", text: '{"pid":0,"until":34}' },
    { name: "half a process", text: '{"pid":1.5,"until":34}' },
    { name: "no end", text: '{"pid":12}' },
  ])("takes $name for no claim", ({ text }) => {
    expect(parseClaim(text)).toBeNull();
  });
});

describe("parseJob", () => {
  const job = { issuer: "https://auth.kimi.com", refreshToken: "r", folder: "/state", until: 5 };

  it("reads what was written", () => {
    expect(parseJob(JSON.stringify(job))).toStrictEqual(job);
  });

  it("takes what a killed writer left for no job", () => {
    const text = JSON.stringify(job);
    for (let length = 0; length < text.length; length += 1) {
      expect(parseJob(text.slice(0, length))).toBeNull();
    }
  });

  it.each(["issuer", "refreshToken", "folder", "until"])("takes one without %s for no job", (name) => {
    expect(parseJob(JSON.stringify({ ...job, [name]: undefined }))).toBeNull();
  });
});
