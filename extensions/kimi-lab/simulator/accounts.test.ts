import { describe, expect, it } from "vitest";

import { defaultAccount, describeKey, presentedKey, redactCredential, SIMULATOR_KEY } from "./accounts.ts";

describe("presentedKey", () => {
  it.each([
    { name: "a Bearer token", headers: { authorization: "Bearer k1" }, apiKeyHeader: false, expected: "k1" },
    {
      name: "any case of Bearer",
      headers: { authorization: "bearer k1" },
      apiKeyHeader: false,
      expected: "k1",
    },
    { name: "x-api-key where it counts", headers: { apiKey: "k2" }, apiKeyHeader: true, expected: "k2" },
    { name: "no x-api-key elsewhere", headers: { apiKey: "k2" }, apiKeyHeader: false, expected: undefined },
    {
      name: "Bearer before x-api-key",
      headers: { authorization: "Bearer k1", apiKey: "k2" },
      apiKeyHeader: true,
      expected: "k1",
    },
    {
      name: "no basic credentials",
      headers: { authorization: "Basic k1" },
      apiKeyHeader: true,
      expected: undefined,
    },
    {
      name: "no key without its scheme",
      headers: { authorization: "k1" },
      apiKeyHeader: true,
      expected: undefined,
    },
  ])("takes $name", ({ headers, apiKeyHeader, expected }) => {
    expect(presentedKey(headers, apiKeyHeader)).toBe(expected);
  });
});

describe("redactCredential", () => {
  it.each([
    {
      name: "names the account of a known key",
      value: SIMULATOR_KEY,
      expected: /^<key of account default>$/,
    },
    {
      name: "keeps the word Bearer",
      value: `Bearer ${SIMULATOR_KEY}`,
      expected: /^Bearer <key of account default>$/,
    },
    {
      name: "fingerprints an unknown key",
      value: "bearer sk-kimi-other",
      expected: /^Bearer <unknown key sha256:[0-9a-f]{12}>$/,
    },
    {
      name: "takes anything else for a key",
      value: "sk-kimi-other Bearer",
      expected: /^<unknown key sha256:[0-9a-f]{12}>$/,
    },
    { name: "leaves nothing as it is", value: "", expected: /^$/ },
  ])("$name", ({ value, expected }) => {
    expect(redactCredential((key) => describeKey([defaultAccount], key), value)).toMatch(expected);
  });
});
