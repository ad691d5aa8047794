import { describe, expect, it } from "vitest";
import { explain, explainedCode, type ExplanationContext } from "./explanation.ts";
import { NOTHING_NAMED } from "./named-cause.ts";
import { SERVICE_ERROR_CODES, SERVICE_ERRORS, type ServiceErrorCode } from "./service-error-table.ts";
import { classifyServiceError, type ServiceError } from "./service-error.ts";

const context: ExplanationContext = { modelRef: "kimi/k9", defaultModelRef: "kimi/kimi-code" };
const hostsWords: readonly ServiceErrorCode[] = ["context-overflow", "server-fault", "network"];
const ours = SERVICE_ERROR_CODES.filter((code) => !hostsWords.includes(code));

function errorOf(code: ServiceErrorCode, rest: Partial<ServiceError> = {}): ServiceError {
  return { code, variant: null, detail: null, again: null, named: NOTHING_NAMED, status: null, ...rest };
}
function textOf(text: string): string {
  const error = classifyServiceError({ text });
  return (error && explain(error, context)) ?? "";
}

describe("explain", () => {
  it.each(hostsWords)("leaves %s to the host", (code) => {
    expect(explain(errorOf(code), context)).toBeNull();
  });

  it.each<{ code: ServiceErrorCode; command: string }>([
    { code: "invalid-key", command: "openclaw onboard --auth-choice kimi-code-api-key" },
    { code: "client-refused", command: "openclaw config unset models.providers.kimi.headers" },
    { code: "unknown-model", command: "/model kimi/kimi-code" },
    { code: "no-membership", command: "/model" },
    { code: "account-action", command: "/model" },
    { code: "usage-limit", command: "/model" },
    { code: "body-too-large", command: "/compact" },
    { code: "content-filter", command: "/new" },
    { code: "bad-request", command: "/new" },
  ])("has '$command' on a line of its own after $code", ({ code, command }) => {
    expect(explain(errorOf(code), context)?.split("\n").slice(1)).toContain(command);
  });

  it.each<ServiceErrorCode>(["invalid-key", "no-membership", "account-action", "usage-limit"])(
    "names the console after %s",
    (code) => {
      expect(explain(errorOf(code), context)).toContain("https://www.kimi.com/code/console");
    },
  );

  it.each([
    '404 {"error":{"type":"resource_not_found_error","message":"The requested resource was not found"}}',
    '404 {"type":"error","error":{"type":"not_found_error","message":"Not Found"}}',
  ])("names the base URL where the answer names no model: %s", (text) => {
    expect(textOf(text)).toMatch(
      /^Kimi Code does not know the model kimi\/k9, or the base URL does not belong to Kimi Code\. .*\nopenclaw config unset models\.providers\.kimi\.baseUrl\n/su,
    );
    expect(
      textOf('404 {"type":"error","error":{"type":"not_found_error","message":"model: k9"}}'),
    ).not.toContain("baseUrl");
  });

  it.each<ServiceErrorCode>(["no-membership", "account-action", "usage-limit"])(
    "names a command for the terminal after %s where the status is shown",
    (code) => {
      const lines = explain(errorOf(code), { ...context, isInStatus: true })?.split("\n");
      expect(lines).toContain("openclaw models set <provider/model>");
      expect(lines).not.toContain("/model");
    },
  );

  it("ends a quoted sentence before its own next one begins", () => {
    expect(
      textOf('400 {"error":{"message":"Invalid request Error","type":"invalid_request_error"}}'),
    ).toContain(`Its answer: "Invalid request Error". This is a fault of`);
    expect(textOf('403 {"error":{"message":"Something new.","type":"x"}}')).toContain(
      'Its answer: "Something new." That does not mean',
    );
  });

  it("does not name the refused model among those of the plan, whose list may be older", () => {
    const planModelRefs = ["kimi/k9", "kimi/k3"];
    const text = explain(errorOf("unknown-model"), { ...context, planModelRefs });
    expect(text).toContain("Your plan has kimi/k3. Choose another model:\n/model kimi/k3\n");
  });

  it("does not tell the user to choose the refused model again", () => {
    const text = explain(errorOf("unknown-model"), { ...context, modelRef: "kimi/kimi-code" });
    expect(text).toContain("Choose another model:\n/model\n");
  });

  it("names the model that the service does not know", () => {
    expect(explain(errorOf("unknown-model"), context)).toContain("the model kimi/k9,");
  });

  it.each([
    {
      name: "the week",
      text: "403 You've reached your weekly (7-day) usage limit",
      said: "weekly (7-day) quota.",
    },
    { name: "five hours", text: "403 You've reached your 5-hour usage limit", said: "5-hour quota." },
    { name: "the month", text: "429 You've reached kimi monthly usage limit", said: "monthly quota." },
    {
      name: "a cycle that may be five hours",
      text: "403 You've reached your usage limit for this billing cycle.",
      said: "billing cycle or 5-hour window",
    },
    {
      name: "the week, with its end",
      text: "403 You've reached your weekly usage limit. Your quota will reset at 2026-11-24T08:00:00Z.",
      said: "weekly (7-day) quota; it resets at 2026-11-24 08:00 UTC.",
    },
  ])("names the limit that is used up: $name", ({ text, said }) => {
    expect(textOf(text)).toContain(said);
  });

  it("names the models of the plan, where they are known, beside one that it lacks", () => {
    const planModelRefs = ["kimi/k3", "kimi/k3-256k"];
    expect(explain(errorOf("unknown-model"), { ...context, planModelRefs })).toContain(
      "Your plan has kimi/k3, kimi/k3-256k. Choose another model:\n/model kimi/k3\n",
    );
  });

  it.each([
    "400 status code (no body)",
    '400 {"err',
    "400 status code (a web page came)",
    "400 <!doctype html>",
    "422",
  ])("blames nobody for a refusal whose reason did not arrive: %s", (text) => {
    expect(textOf(text)).toBe(
      "Kimi Code did not accept this request, and the reason did not arrive: the answer was empty, cut off, or a web page. Your key and plan are fine. Send the message again. If that does not help, start a new chat:\n/new",
    );
  });

  it("names the wait after a rate limit, where it is known", () => {
    expect(textOf("429 We're receiving too many requests; Retry-After: 30 seconds")).toContain(
      "Try again in 30 seconds",
    );
    expect(textOf("429 We're receiving too many requests")).toContain("in a minute");
  });

  it.each<ServiceErrorCode>(["usage-limit", "no-membership", "account-action", "overloaded", "rate-limited"])(
    "never calls %s a matter of signing in",
    (code) => {
      expect(explain(errorOf(code), context)).not.toMatch(/authenticat|sign in|log in|onboard/iu);
    },
  );

  it.each<ServiceErrorCode>(["overloaded", "rate-limited"])("does not blame the quota for %s", (code) => {
    expect(explain(errorOf(code), context)).toMatch(/quota.* is (?:not )?the reason/u);
  });

  it("keeps within 240 characters what 2026.9.6 cuts off there", () => {
    const again = "in 6 days and 23 hours and 59 minutes";
    const details = SERVICE_ERRORS.flatMap(({ code, detail }) =>
      code === "usage-limit" ? (detail ?? []) : [],
    );
    const texts = [
      ...details.map((detail) => errorOf("usage-limit", { detail, again })),
      ...(["no-membership", "account-action", "rate-limited"] as const).map((code) =>
        errorOf(code, { again }),
      ),
    ].map((error) => explain(error, context) ?? "");
    for (const text of texts) expect({ text, fits: text.length <= 240 }).toStrictEqual({ text, fits: true });
  });

  it.each(SERVICE_ERRORS)("repeats only figures of '$sample'", ({ status, sample }) => {
    const text = textOf(`${status} ${sample} (key sk-kimi-s3cr3t, request req-42)`);
    expect(text).not.toMatch(/s3cr3t|req-42/u);
  });
});

describe("explainedCode", () => {
  it.each(ours)("recognizes our own text of %s", (code) => {
    const text = explain(errorOf(code, { detail: "x", again: "in 1 hour" }), context) ?? "";
    expect(explainedCode(text)).toBe(code);
    expect(explainedCode(`⚠️ ${text}`)).toBe(code);
    expect(explainedCode(`Error: ${text}`)).toBe(code);
  });

  it("reads the beginning and not a quotation", () => {
    const quoting = { ...context, modelRef: "kimi/Kimi Code is overloaded" };
    expect(explainedCode(explain(errorOf("unknown-model"), quoting) ?? "")).toBe("unknown-model");
    expect(explainedCode("the tool said: Kimi Code is overloaded")).toBeNull();
  });

  it.each(SERVICE_ERRORS)("does not recognize the service's own '$sample'", ({ sample }) => {
    expect(explainedCode(sample)).toBeNull();
  });
});
