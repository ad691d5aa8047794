import { describe, expect, it } from "vitest";
import { assistantMessage } from "../../test-support/registration.ts";
import { isModelRefused } from "./explain-failure.ts";

const refused = (errorMessage: string) =>
  isModelRefused(assistantMessage({ stopReason: "error", errorMessage }));

describe("isModelRefused", () => {
  it.each([
    "404 Not found the model k9 or Permission denied",
    "403 Your current subscription does not have access to kimi-for-coding-highspeed. Upgrade your plan.",
    "401 Invalid request: Your current subscription doesn’t have access to Kimi Code K3.1 Pro!",
    "401 Your model id does not exist, recognized as other:x. Please set model id as `k3`.",
  ])("has fast mode ask for the plain model after '%s'", (text) => {
    expect(refused(text)).toBe(true);
  });

  it.each([
    "403 Your current subscription does not have access to Kimi Code. Upgrade your plan.",
    "404 The requested resource was not found",
    '404 {"error":{"type":"resource_not_found_error","message":"The requested resource was not found"}}',
    "401 Something new that nobody has seen.",
    "403 You've reached your concurrent request limit.",
  ])("does not after '%s'", (text) => {
    expect(refused(text)).toBe(false);
  });
});
