import { describe, expect, it } from "vitest";
import {
  ANTHROPIC_DIALECT,
  DEFAULT_BASE_URL,
  isServiceUrl,
  normalizeBaseUrl,
  OPENAI_DIALECT,
} from "./endpoint.ts";

/** What the host's adapters append to the base URL that they are given. */
const APPENDED = {
  [OPENAI_DIALECT]: "/chat/completions",
  [ANTHROPIC_DIALECT]: "/v1/messages",
} as const;

const origins = [
  { origin: "https://api.kimi.com" },
  { origin: "https://api.kimi.ai" },
  { origin: "http://127.0.0.1:8123" },
  { origin: "http://[::1]:8123" },
  { origin: "https://proxy.example/kimi" },
];
const paths = [
  { path: "/coding" },
  { path: "/coding/" },
  { path: "/coding//" },
  { path: "/coding/v1" },
  { path: "/coding/v1/" },
];
const forms = origins.flatMap(({ origin }) =>
  paths.map(({ path }) => ({ name: `${origin}${path}`, origin, baseUrl: `${origin}${path}` })),
);

describe("normalizeBaseUrl", () => {
  it.each(forms)("sends chat completions for $name to one endpoint", ({ origin, baseUrl }) => {
    const url = `${normalizeBaseUrl(baseUrl, OPENAI_DIALECT)}${APPENDED[OPENAI_DIALECT]}`;
    expect(url).toBe(`${origin}/coding/v1/chat/completions`);
  });

  it.each(forms)("sends messages for $name to one endpoint", ({ origin, baseUrl }) => {
    const url = `${normalizeBaseUrl(baseUrl, ANTHROPIC_DIALECT)}${APPENDED[ANTHROPIC_DIALECT]}`;
    expect(url).toBe(`${origin}/coding/v1/messages`);
  });

  it.each([
    {
      name: "keeps the path of a proxy",
      baseUrl: "https://proxy.example/v1",
      openai: "https://proxy.example/v1",
      anthropic: "https://proxy.example",
    },
    {
      name: "does not add a version to the path of a proxy",
      baseUrl: "https://proxy.example/llm/",
      openai: "https://proxy.example/llm",
      anthropic: "https://proxy.example/llm",
    },
    {
      name: "takes a bare host",
      baseUrl: "http://localhost:9/",
      openai: "http://localhost:9",
      anthropic: "http://localhost:9",
    },
    {
      name: "does not take a longer word for the coding root",
      baseUrl: "https://proxy.example/decoding",
      openai: "https://proxy.example/decoding",
      anthropic: "https://proxy.example/decoding",
    },
    {
      name: "keeps a query",
      baseUrl: "https://proxy.example/coding?team=a",
      openai: "https://proxy.example/coding/v1?team=a",
      anthropic: "https://proxy.example/coding?team=a",
    },
    {
      name: "keeps a user name and a password",
      baseUrl: "https://me:secret@proxy.example/coding",
      openai: "https://me:secret@proxy.example/coding/v1",
      anthropic: "https://me:secret@proxy.example/coding",
    },
    {
      name: "keeps a user name alone",
      baseUrl: "https://me@proxy.example/coding",
      openai: "https://me@proxy.example/coding/v1",
      anthropic: "https://me@proxy.example/coding",
    },
    {
      name: "drops blanks around it",
      baseUrl: "  https://api.kimi.com/coding/v1/\n",
      openai: "https://api.kimi.com/coding/v1",
      anthropic: "https://api.kimi.com/coding",
    },
    {
      name: "reads the host in any letter case",
      baseUrl: "HTTPS://API.KIMI.COM/coding",
      openai: "https://api.kimi.com/coding/v1",
      anthropic: "https://api.kimi.com/coding",
    },
  ])("$name", ({ baseUrl, openai, anthropic }) => {
    expect(normalizeBaseUrl(baseUrl, OPENAI_DIALECT)).toBe(openai);
    expect(normalizeBaseUrl(baseUrl, ANTHROPIC_DIALECT)).toBe(anthropic);
  });

  it.each([
    {
      name: "a host without a scheme",
      baseUrl: " api.kimi.com/coding/v1 ",
      expected: "api.kimi.com/coding/v1",
    },
    { name: "an address and a port without a scheme", baseUrl: "127.0.0.1:8/v1", expected: "127.0.0.1:8/v1" },
    {
      name: "a name and a port without a scheme",
      baseUrl: "localhost:8080/v1",
      expected: "localhost:8080/v1",
    },
    { name: "nothing", baseUrl: "  ", expected: "" },
    { name: "words", baseUrl: "not a url", expected: "not a url" },
  ])("leaves $name to the host", ({ baseUrl, expected }) => {
    expect(normalizeBaseUrl(baseUrl, OPENAI_DIALECT)).toBe(expected);
    expect(normalizeBaseUrl(baseUrl, ANTHROPIC_DIALECT)).toBe(expected);
  });

  it("leaves the default base URL as it is", () => {
    expect(normalizeBaseUrl(DEFAULT_BASE_URL, OPENAI_DIALECT)).toBe(DEFAULT_BASE_URL);
  });

  it("treats a dialect that the service does not speak as the OpenAI one", () => {
    expect(normalizeBaseUrl("https://api.kimi.com/coding", "openai-responses")).toBe(DEFAULT_BASE_URL);
  });
});

describe("isServiceUrl", () => {
  it.each([
    { baseUrl: DEFAULT_BASE_URL },
    { baseUrl: "https://api.kimi.ai/coding" },
    { baseUrl: " https://API.kimi.com " },
    { baseUrl: "https://api.kimi.com:443/coding" },
  ])("knows $baseUrl for Kimi's own", ({ baseUrl }) => {
    expect(isServiceUrl(baseUrl)).toBe(true);
  });

  it.each([
    { baseUrl: "http://127.0.0.1:8123/coding/v1" },
    { baseUrl: "https://api.kimi.com.example/coding" },
    { baseUrl: "https://example/api.kimi.com/coding" },
    { baseUrl: "https://api.kimi.com@example/coding" },
    { baseUrl: "https://api.moonshot.ai/v1" },
    { baseUrl: "api.kimi.com/coding" },
    { baseUrl: "" },
  ])("does not take '$baseUrl' for Kimi's own", ({ baseUrl }) => {
    expect(isServiceUrl(baseUrl)).toBe(false);
  });
});
