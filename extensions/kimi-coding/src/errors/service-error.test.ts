import { describe, expect, it } from "vitest";
import { wordsOf } from "./sentence-words.ts";
import { SERVICE_ERRORS, type ServiceErrorCode } from "./service-error-table.ts";
import { classifyServiceError } from "./service-error.ts";

const openai = (type: string, message: string) => JSON.stringify({ error: { message, type } });
const anthropic = (type: string, message: string) =>
  JSON.stringify({ type: "error", error: { type, message }, request_id: "req-1" });

/** How hosts and their adapters hand on a sentence of the service. */
const forms: readonly { name: string; form: (status: number, type: string, message: string) => string }[] = [
  { name: "alone", form: (_status, _type, message) => message },
  { name: "after the status", form: (status, _type, message) => `${status} ${message}` },
  { name: "after the status and a colon", form: (status, _type, message) => `${status}: ${message}` },
  { name: "after an error's name", form: (status, _type, message) => `Error: ${status} ${message}` },
  {
    name: "in the envelope of the OpenAI dialect",
    form: (status, type, message) => `${status} ${openai(type, message)}`,
  },
  {
    name: "in the envelope of the Anthropic dialect",
    form: (status, _type, message) => `${status} ${anthropic("permission_error", message)}`,
  },
  { name: "in capitals", form: (status, _type, message) => `${status} ${message.toUpperCase()}` },
];

const answered = SERVICE_ERRORS.filter(({ status }) => status !== null);

describe("classifyServiceError", () => {
  describe.each(forms)("given a sentence $name", ({ form }) => {
    it.each(answered)(
      "classifies '$sample' as $code",
      ({ code, status, type = "", sample, detail = null }) => {
        expect(classifyServiceError({ text: form(status ?? 0, type, sample) })).toMatchObject({
          code,
          detail,
        });
      },
    );
  });

  it.each(SERVICE_ERRORS)("matches '$sample' with its own row alone", ({ sample }) => {
    expect(SERVICE_ERRORS.filter(({ begins }) => begins.test(wordsOf(sample)))).toHaveLength(1);
  });

  it.each<{ text: string; code: ServiceErrorCode }>([
    { text: "403 You've reached your weekly usage limit", code: "usage-limit" },
    { text: "403 You’ve reached your 5 hour usage limit.", code: "usage-limit" },
    {
      text: "403 You've reached your monthly usage limit. Your quota will be refreshed.",
      code: "usage-limit",
    },
    { text: "400 total message size 2097153 exceeds limit 2097152", code: "body-too-large" },
    { text: "400 function name a-b is duplicated", code: "bad-request" },
    { text: "400 tool_call_id  is not found", code: "bad-request" },
    { text: "400 the message at position 4 with role 'assistant' must not be empty", code: "bad-request" },
    { text: "400 unsupported image format", code: "bad-request" },
    { text: "429 Your account reached max RPM, please try again after 1 seconds", code: "rate-limited" },
    { text: "connect ECONNREFUSED 127.0.0.1:443", code: "network" },
    { text: "getaddrinfo ENOTFOUND api.kimi.com", code: "network" },
    { text: "fetch failed", code: "network" },
    { text: "Request timed out.", code: "network" },
  ])("classifies '$text' as $code", ({ text, code }) => {
    expect(classifyServiceError({ text })?.code).toBe(code);
  });

  it.each<{ text: string; status?: number; type?: string; code: ServiceErrorCode }>([
    { text: `401 ${openai("invalid_authentication_error", "no")}`, code: "access-refused" },
    {
      text: `401 ${openai("authentication_error", "Incorrect API key provided: sk-kimi-1.")}`,
      code: "invalid-key",
    },
    { text: "401 Your access token has expired. Please log in again.", code: "invalid-key" },
    { text: "401 No credentials provided", code: "invalid-key" },
    { text: "403 The key is valid, but your plan has expired", code: "access-refused" },
    { text: "401 invalid model for this key", code: "access-refused" },
    { text: openai("permission_error", "no"), code: "access-refused" },
    { text: "403 Too many concurrent requests", code: "rate-limited" },
    { text: `404 ${openai("resource_not_found_error", "no")}`, code: "unknown-model" },
    { text: `400 ${openai("content_filter", "no")}`, code: "content-filter" },
    { text: `429 ${openai("engine_overloaded", "busy")}`, code: "overloaded" },
    { text: `529 ${anthropic("overloaded_error", "busy")}`, code: "overloaded" },
    { text: "429 busy", type: "engine_overloaded_error", code: "overloaded" },
    { text: "429 slow down", type: "rate_limit_reached_error", code: "rate-limited" },
    { text: "429 no", type: "exceeded_current_quota_error", code: "usage-limit" },
  ])("uses the type where the sentence of '$text' is not known", ({ code, ...failure }) => {
    expect(classifyServiceError(failure)?.code).toBe(code);
  });

  it.each([
    "Your 5-hour usage limit has been reached",
    "Weekly limit reached. Your quota will reset in 3 hours.",
    "Your account is in arrears, please recharge",
  ])("classifies a 403 or 429 that speaks of a quota as a used-up quota: %s", (message) => {
    for (const status of [403, 429]) {
      for (const type of ["access_terminated_error", "rate_limit_reached_error"]) {
        expect(classifyServiceError({ text: `${status} ${openai(type, message)}` })?.code).toBe(
          "usage-limit",
        );
      }
      expect(classifyServiceError({ text: message, status })?.code).toBe("usage-limit");
    }
    expect(classifyServiceError({ text: `400 ${message}` })?.code).toBe("bad-request");
    expect(classifyServiceError({ text: message })).toBeNull();
  });

  it.each([
    { text: "403 You do not have access", code: "access-refused" },
    { text: "429 max RPM is reached", code: "rate-limited" },
    { text: `429 ${openai("engine_overloaded_error", "busy; your quota is untouched")}`, code: "overloaded" },
  ])("does not classify '$text' as a quota", ({ text, code }) => {
    expect(classifyServiceError({ text })?.code).toBe(code);
  });

  it.each(["constructor", "toString", "__proto__"])(
    "takes a type named %s for one it does not know",
    (type) => {
      const text = openai(type, "no");
      expect(classifyServiceError({ text })).toBeNull();
      expect(classifyServiceError({ text: `400 ${text}` })?.code).toBe("bad-request");
    },
  );

  it.each<{ text: string; status?: number; code: ServiceErrorCode }>([
    { text: "400 Invalid request Error", code: "bad-request" },
    { text: "401 status code (no body)", code: "access-refused" },
    { text: "403 <html>", code: "access-refused" },
    { text: "402", code: "no-membership" },
    { text: "413 <html>", code: "body-too-large" },
    { text: "429 status code (no body)", code: "rate-limited" },
    { text: "500 failed to connect to the data source", code: "server-fault" },
    { text: "503 Service unavailable", code: "server-fault" },
    { text: "529 status code (no body)", code: "overloaded" },
    { text: "busy", status: 529, code: "overloaded" },
    { text: '400 {"error', code: "bad-request" },
  ])("uses the status where neither sentence nor type of '$text' is known", ({ code, ...failure }) => {
    expect(classifyServiceError(failure)?.code).toBe(code);
  });

  it.each([
    { text: "" },
    { text: "404 page not found" },
    { text: "Request was aborted" },
    { text: "an unknown error occurred" },
    { text: "the file has 401 lines" },
  ])("leaves '$text' unclassified", ({ text }) => {
    expect(classifyServiceError({ text })).toBeNull();
  });

  it.each(answered.filter(({ code }) => code !== "bad-request"))(
    "is not misled by a conversation that quotes '$sample'",
    ({ sample }) => {
      const quoted = [
        `400 invalid message content: "${sample}"`,
        `400 ${openai("invalid_request_error", `messages[3].content: ${sample}`)}`,
        `400 ${openai("invalid_request_error", `bad value '403 ${openai("x", sample)}'`)}`,
      ];
      for (const text of quoted) expect(classifyServiceError({ text })?.code).toBe("bad-request");
    },
  );

  it("prefers the sentence to a status and a type that contradict it", () => {
    const text = "You've reached your weekly (7-day) usage limit";
    expect(classifyServiceError({ text, status: 401, type: "invalid_authentication_error" })?.code).toBe(
      "usage-limit",
    );
  });

  it.each([
    {
      text: "403 You've reached your weekly (7-day) usage limit. It resets at 2026-11-24T08:00:00Z.",
      again: "at 2026-11-24 08:00 UTC",
    },
    {
      text: "429 We're receiving too many requests at the moment.; Retry-After: 30 seconds",
      again: "in 30 seconds",
    },
    { text: "429 We're receiving too many requests at the moment.", again: null },
  ])("reads the time to try again from '$text'", ({ text, again }) => {
    expect(classifyServiceError({ text })?.again).toBe(again);
  });
});
