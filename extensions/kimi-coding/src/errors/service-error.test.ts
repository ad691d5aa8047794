import { describe, expect, it } from "vitest";

import { explainServiceError, serviceErrorCode, type ErrorContext } from "./service-error.ts";

const context: ErrorContext = { modelRef: "kimi/k9", defaultModelRef: "kimi/kimi-code" };

/** Texts of the service's error reference, as it writes them (2026-08), and as the host's adapters hand them on. */
const refusals = [
  {
    code: "invalid-key",
    text: "401 The API Key appears to be invalid or may have expired. Please verify your credentials and try again.",
  },
  { code: "invalid-key", text: "Invalid Authentication" },
  {
    code: "invalid-key",
    text: '401 {"type":"error","error":{"type":"invalid_authentication_error","message":"no"}}',
  },
  {
    code: "client-refused",
    text: "403 Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
  },
  {
    code: "client-refused",
    text: '403 {"error":{"message":"Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.","type":"access_terminated_error"}}',
  },
  { code: "unknown-model", text: "404 Not found the model k9 or Permission denied" },
  { code: "unknown-model", text: '404 {"error":{"type":"resource_not_found_error","message":"no"}}' },
] as const;

/** Texts of the same reference that are none of these failures. */
const others = [
  { text: "400 invalid temperature: only 1 is allowed for this model" },
  {
    text: "400 thinking is enabled but reasoning_content is missing in assistant tool call message at index 3",
  },
  { text: "400 text content is empty" },
  { text: "400 tool_call_id  is not found" },
  { text: "400 At path 'properties.X': type is not defined" },
  { text: "400 Your request exceeded model token limit: 262144 (requested: 300000)" },
  { text: "400 unsupported image url" },
  { text: "400 Invalid request Error" },
  {
    text: "402 We're unable to verify your membership benefits at this time. Please ensure your membership is active.",
  },
  {
    text: "403 You've reached your usage limit for this billing cycle. Your quota will be refreshed in the next cycle.",
  },
  { text: "403 You've reached your weekly (7-day) usage limit" },
  { text: '403 {"error":{"type":"access_terminated_error","message":"Access terminated"}}' },
  { text: "413 Request exceeds the maximum size" },
  { text: "429 The engine is currently overloaded, please try again later" },
  { text: "429 We're receiving too many requests at the moment. Please wait a moment and try again." },
  { text: "429 You've reached your usage limit for this period" },
  { text: "429 You exceeded your current token quota, please check your account balance" },
  { text: "500 failed to connect to the data source" },
  { text: "401" },
  { text: "404 page not found" },
  { text: "" },
];

describe("explainServiceError", () => {
  it.each(refusals)("takes '$text' for $code", ({ code, text }) => {
    expect(explainServiceError(text, context)?.code).toBe(code);
    expect(explainServiceError(text.toUpperCase(), context)?.code).toBe(code);
  });

  it.each(others)("leaves '$text' as it is", ({ text }) => {
    expect(explainServiceError(text, context)).toBeNull();
  });

  it.each([
    { text: refusals[0].text, command: "openclaw onboard --auth-choice kimi-code-api-key" },
    { text: refusals[3].text, command: "openclaw config unset models.providers.kimi.headers" },
    { text: refusals[5].text, command: "/model kimi/kimi-code" },
  ])("names a next command for '$text'", ({ text, command }) => {
    expect(explainServiceError(text, context)?.message).toContain(command);
  });

  it("names the model that the service does not know", () => {
    expect(explainServiceError(refusals[5].text, context)?.message).toContain("the model kimi/k9,");
  });

  it.each(refusals)("hands on nothing of '$text'", ({ text }) => {
    const leaky = `${text} (key sk-kimi-s3cr3t, request req-42)`;
    expect(explainServiceError(leaky, context)?.message).not.toMatch(/s3cr3t|req-42/u);
  });
});

describe("serviceErrorCode", () => {
  it.each(refusals)("finds $code in '$text'", ({ code, text }) => {
    expect(serviceErrorCode(text)).toBe(code);
  });

  it.each(refusals)("finds $code in our own explanation of '$text'", ({ code, text }) => {
    expect(serviceErrorCode(`Error: ${explainServiceError(text, context)?.message ?? ""}`)).toBe(code);
  });

  it.each(others)("finds nothing in '$text'", ({ text }) => {
    expect(serviceErrorCode(text)).toBeNull();
  });

  it("goes by the failure and not by what a model reference is called", () => {
    const modelRef = "kimi/only available for Coding Agents";
    const explained = explainServiceError(refusals[5].text, { ...context, modelRef });
    expect(serviceErrorCode(explained?.message ?? "")).toBe("unknown-model");
  });
});
