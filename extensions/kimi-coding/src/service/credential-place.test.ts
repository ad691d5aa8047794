import { describe, expect, it } from "vitest";
import { isOpenPlatformUrl, isSubscriptionSecret, misplacedText } from "./credential-place.ts";

describe("isOpenPlatformUrl", () => {
  it.each([
    "https://api.moonshot.ai/v1",
    " https://api.moonshot.cn/v1 ",
    "https://API.MOONSHOT.AI./anthropic",
    "https://moonshot.cn",
    "http://api.moonshot.ai:8080/v1",
  ])("takes %s for Moonshot's", (url) => {
    expect(isOpenPlatformUrl(url)).toBe(true);
  });

  it.each([
    "https://api.kimi.com/coding/v1",
    "https://api.kimi.ai/coding/v1",
    "https://api.moonshot.ai.example.com/v1",
    "https://notmoonshot.ai/v1",
    "http://127.0.0.1:9/api.moonshot.ai",
    "api.moonshot.ai",
  ])("does not recognize %s", (url) => {
    expect(isOpenPlatformUrl(url)).toBe(false);
  });
});

describe("isSubscriptionSecret", () => {
  it.each([
    { name: "a subscription key", secret: "sk-kimi-0123", is: true },
    { name: "a subscription key in quotes", secret: '"sk-kimi-0123"', is: true },
    { name: "a token of a sign-in", secret: "eyJhbGciOi.eyJzdWIi.c2ln", is: true },
    { name: "a key of the open platform", secret: "sk-0123", is: false },
    { name: "a key of a proxy of the user's", secret: "proxy-secret", is: false },
  ])("recognizes $name", ({ secret, is }) => {
    expect(isSubscriptionSecret(secret)).toBe(is);
  });
});

describe("misplacedText", () => {
  it("names the host, and the command on a line of its own and not at the end, where a host adds a full stop", () => {
    expect(misplacedText("https://api.moonshot.ai/v1", "models.providers.kimi-code.baseUrl")).toBe(
      "api.moonshot.ai is an address of Moonshot's open platform, which is another product. Your subscription's key or sign-in was not sent there. Remove the address:\nopenclaw config unset models.providers.kimi-code.baseUrl\nThen send the message again.",
    );
  });
});
