import { describe, expect, it } from "vitest";
import { refusesCredential } from "./service-error.ts";

describe("refusesCredential", () => {
  it.each([
    "401 Invalid Authentication",
    "401 The API Key appears to be invalid or may have expired.",
    '401 {"error":{"message":"Your access token has expired","type":"authentication_error"}}',
    "401 status code (no body)",
    "401",
    '401 {"error":{"message":"Unauthorized"}}',
    "401 <html>Sign in</html>",
  ])("has a sign-in renewed for '%s'", (text) => {
    expect(refusesCredential({ text })).toBe(true);
  });

  it.each([
    "401 Your current plan supports only k3 up to 256K context.",
    "401 Your current subscription does not have access to k3.1-pro.",
    "401 Your model id does not exist, recognized as other:kimi-k3. Please set model id as `k3`.",
    "401 Something new that nobody has seen.",
    "403 status code (no body)",
    "403 You've reached your concurrent request limit.",
    "500 invalid token",
    "fetch failed",
  ])("does not have one renewed for '%s'", (text) => {
    expect(refusesCredential({ text })).toBe(false);
  });
});
