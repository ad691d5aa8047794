import { describe, expect, it } from "vitest";
import { parseErrorText } from "./error-text.ts";

describe("parseErrorText", () => {
  it.each([
    { text: "no", expected: { status: null, type: null, message: "no", retryAfterSeconds: null } },
    { text: " 403 no ", expected: { status: 403, type: null, message: "no", retryAfterSeconds: null } },
    { text: "Error: 403: no", expected: { status: 403, type: null, message: "no", retryAfterSeconds: null } },
    { text: "429", expected: { status: 429, type: null, message: "", retryAfterSeconds: null } },
    {
      text: "429: no; Retry-After: 2.5 seconds",
      expected: { status: 429, type: null, message: "no", retryAfterSeconds: 3 },
    },
    {
      text: '429 {"message":"no","type":"t"}; Retry-After: 7 seconds',
      expected: { status: 429, type: "t", message: "no", retryAfterSeconds: 7 },
    },
    {
      text: '403 {"error":{"message":"no","type":"t"}}',
      expected: { status: 403, type: "t", message: "no", retryAfterSeconds: null },
    },
    {
      text: '403 {"type":"error","error":{"type":"t","message":"no"},"request_id":"r"}',
      expected: { status: 403, type: "t", message: "no", retryAfterSeconds: null },
    },
    {
      text: '500 {"error":"no"}',
      expected: { status: 500, type: null, message: "no", retryAfterSeconds: null },
    },
    {
      text: '401 {"detail":"no"}',
      expected: { status: 401, type: null, message: "no", retryAfterSeconds: null },
    },
    {
      text: '403 {"error":{"type":"t","detail":"no"}}',
      expected: { status: 403, type: "t", message: "no", retryAfterSeconds: null },
    },
    {
      text: '400 {"error":"invalid_grant","error_description":"no"}',
      expected: { status: 400, type: null, message: "no", retryAfterSeconds: null },
    },
    {
      text: '500 {"error":7}',
      expected: { status: 500, type: null, message: "", retryAfterSeconds: null },
    },
    { text: "500 {no", expected: { status: 500, type: null, message: "{no", retryAfterSeconds: null } },
    {
      text: "Error: 400 Invalid request: no",
      expected: {
        status: 400,
        type: null,
        message: "no",
        layers: ["Error: 400 Invalid request: no"].concat("Invalid request: no", "no"),
      },
    },
    {
      text: "litellm.BadRequestError: OpenAIException - Error code: 400 - {'error': {'message': \"can't\", 'type': 't'}}",
      expected: { status: 400, type: "t", message: "can't" },
    },
    {
      text: 'Error from provider (kimi): {"error":{"message":"Invalid request: \\"no\\"","type":"t"}} (request r-1)',
      expected: { type: "t", message: "no" },
    },
    { text: "permission_error: no", expected: { type: "permission_error", message: "no" } },
    {
      text: '403 {"error":{"message":"{\\"error\\":{\\"message\\":\\"no\\"}}","type":"t"}}',
      expected: { status: 403, type: "t", message: "no" },
    },
    { text: '[{"error":{"message":"no"}}]', expected: { message: "no" } },
    { text: "field content: no", expected: { message: "field content: no" } },
    {
      text: "5000 lines",
      expected: { status: null, type: null, message: "5000 lines", retryAfterSeconds: null },
    },
  ])("splits '$text' into status, type, message and wait", ({ text, expected }) => {
    expect(parseErrorText(text)).toMatchObject(expected);
  });
});
