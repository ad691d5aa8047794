import { describe, expect, it } from "vitest";
import { isSecureUrl, isVerificationUrl, parseIssuer, resolveIssuer } from "./issuer.ts";

describe("resolveIssuer", () => {
  it.each([
    { name: "nothing", sources: {}, issuer: "https://auth.kimi.com" },
    { name: "the global region", sources: { region: "global" }, issuer: "https://auth.kimi.ai" },
    {
      name: "a base URL of the global region",
      sources: { baseUrl: "https://api.kimi.ai/coding/v1" },
      issuer: "https://auth.kimi.ai",
    },
    {
      name: "the mainland chosen beside it",
      sources: { region: "mainland", baseUrl: "https://api.kimi.ai/coding" },
      issuer: "https://auth.kimi.com",
    },
    {
      name: "a base URL of the user's own",
      sources: { baseUrl: "https://proxy.example/kimi" },
      issuer: "https://auth.kimi.com",
    },
  ] as const)("goes to $issuer for $name", ({ sources, issuer }) => {
    expect(resolveIssuer({ env: {}, ...sources })).toBe(issuer);
  });

  it("lets the first variable that is set win over everything else", () => {
    const env = { KIMI_CODE_OAUTH_HOST: " ", KIMI_OAUTH_HOST: "http://127.0.0.1:8080/" };
    expect(resolveIssuer({ env, region: "global" })).toBe("http://127.0.0.1:8080");
    const both = { ...env, KIMI_CODE_OAUTH_HOST: "https://auth.example" };
    expect(resolveIssuer({ env: both })).toBe("https://auth.example");
  });

  it.each(["http://auth.example", "auth.kimi.com", "https://user:s3cret@auth.example", "file:///etc/passwd"])(
    "refuses %s in a variable, and repeats nothing of it",
    (value) => {
      const resolve = () => resolveIssuer({ env: { KIMI_CODE_OAUTH_HOST: value } });
      expect(resolve).toThrow(/KIMI_CODE_OAUTH_HOST is not an address to sign in at/u);
      expect(resolve).not.toThrow(/s3cret/u);
    },
  );
});

describe("parseIssuer", () => {
  it.each([
    { text: "https://auth.kimi.com/", issuer: "https://auth.kimi.com" },
    { text: "HTTPS://Auth.Kimi.com", issuer: "https://auth.kimi.com" },
    { text: "https://sso.example/kimi//", issuer: "https://sso.example/kimi" },
    { text: "http://localhost:9", issuer: "http://localhost:9" },
    { text: "http://[::1]:9", issuer: "http://[::1]:9" },
    { text: "http://127.0.0.1.evil.example", issuer: null },
    { text: "http://10.0.0.1", issuer: null },
    { text: "", issuer: null },
  ])("makes $issuer of '$text'", ({ text, issuer }) => {
    expect(parseIssuer(text)).toBe(issuer);
  });
});

describe("isVerificationUrl", () => {
  it.each([
    { url: "https://www.kimi.com/code/authorize_device?user_code=A", issuer: "https://auth.kimi.com" },
    { url: "https://www.kimi.ai/code/authorize_device", issuer: "https://auth.kimi.ai" },
    { url: "http://127.0.0.1:7/device", issuer: "http://127.0.0.1:7" },
    { url: "https://sso.example/device", issuer: "https://sso.example/kimi" },
  ])("takes $url of $issuer", ({ url, issuer }) => {
    expect(isVerificationUrl(url, issuer)).toBe(true);
  });

  it.each([
    { url: "https://www.kimi.com.evil.example/", issuer: "https://auth.kimi.com" },
    { url: "https://www.kimi.com@evil.example/", issuer: "https://auth.kimi.com" },
    { url: "https://me:you@www.kimi.com/", issuer: "https://auth.kimi.com" },
    { url: "http://www.kimi.com/", issuer: "https://auth.kimi.com" },
    { url: "https://www.kimi.ai/", issuer: "https://auth.kimi.com" },
    { url: "http://127.0.0.1:8/device", issuer: "http://127.0.0.1:7" },
    { url: "javascript:alert(1)", issuer: "https://auth.kimi.com" },
    { url: "", issuer: "https://auth.kimi.com" },
  ])("refuses $url of $issuer", ({ url, issuer }) => {
    expect(isVerificationUrl(url, issuer)).toBe(false);
  });
});

describe("isSecureUrl", () => {
  it("is about the way, not about the host", () => {
    expect(isSecureUrl("https://anything.example/x")).toBe(true);
    expect(isSecureUrl("http://127.0.0.1:1/x")).toBe(true);
    expect(isSecureUrl("http://anything.example/x")).toBe(false);
  });
});
