import { errorEnvelope, faults, type Fault } from "openclaw-kimi-lab";
import { describe, expect, it } from "vitest";
import { classifyServiceError, explain, SERVICE_ERRORS, type ServiceErrorCode } from "./src/errors/index.ts";
import { present, registerPlugin } from "./test-support/registration.ts";

const { provider } = registerPlugin();
const references = { modelRef: "kimi/k9", defaultModelRef: "kimi/kimi-code" };

type FailoverContext = Parameters<NonNullable<typeof provider.classifyFailoverReason>>[0];

function classify(
  errorMessage: string,
  context: Omit<FailoverContext, "errorMessage"> = { provider: "kimi" },
) {
  return provider.classifyFailoverReason?.({ errorMessage, ...context });
}
function overflows(errorMessage: string, context: Omit<FailoverContext, "errorMessage"> = {}) {
  return provider.matchesContextOverflowError?.({ errorMessage, provider: "kimi", ...context });
}
function explained(text: string): string | null {
  return explain(present(classifyServiceError({ text })), references);
}

describe("classifyFailoverReason", () => {
  const refusals = [
    { reason: "auth", text: "401 The API Key appears to be invalid or may have expired." },
    {
      reason: "empty_response",
      text: "403 Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
    },
    { reason: "rate_limit", text: "403 You've reached your usage limit for this billing cycle." },
    { reason: "rate_limit", text: "403 You've reached your weekly (7-day) usage limit" },
    { reason: "rate_limit", text: "429 You've reached your usage limit for this period" },
    { reason: "rate_limit", text: "403 Access terminated" },
    { reason: "rate_limit", text: "402 We're unable to verify your membership benefits at this time." },
    { reason: "empty_response", text: "404 Not found the model k9 or Permission denied" },
    { reason: "empty_response", text: "401 model id does not exist, set model id as k3" },
    {
      reason: "empty_response",
      text: "403 You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.",
    },
    { reason: "empty_response", text: "403 Your current subscription does not have access to Kimi Code." },
    { reason: "empty_response", text: "401 Something new that nobody has seen." },
    { reason: "empty_response", text: "403 Forbidden" },
    { reason: "overloaded", text: "429 The engine is currently overloaded" },
    { reason: "overloaded", text: "529 The service is overloaded" },
    { reason: "rate_limit", text: "429 We're receiving too many requests at the moment." },
    { reason: "empty_response", text: "413 Request exceeds the maximum size" },
    { reason: "empty_response", text: "400 total message size 10176584 exceeds limit 2097152" },
    { reason: "empty_response", text: "400 The request was rejected because it was considered high risk" },
    { reason: "empty_response", text: "400 text content is empty" },
  ];

  it.each(refusals)("answers $reason for '$text' without a status beside it", ({ reason, text }) => {
    expect(classify(text)).toBe(reason);
  });

  it.each(refusals)("answers $reason for our explanation of '$text'", ({ reason, text }) => {
    expect(classify(present(explained(text)))).toBe(reason);
    expect(classify(present(explained(text)), {})).toBe(reason);
  });

  it.each([
    { text: "500 Internal server error" },
    { text: "fetch failed" },
    { text: "404 page not found" },
    { text: "400 Your request exceeded model token limit: 262144 (requested: 300000)" },
  ])("leaves '$text' to the host", ({ text }) => {
    expect(classify(text)).toBeUndefined();
  });

  it("reads a status and a type that the host gives beside the text", () => {
    expect(classify("busy", { provider: "kimi", status: 529 })).toBe("overloaded");
    expect(classify("busy", { provider: "kimi", status: 429, errorType: "engine_overloaded_error" })).toBe(
      "overloaded",
    );
  });

  it.each(["kimi", "kimi-code", "kimi-coding"])("claims the failures of %s as ours", (name) => {
    expect(classify("429 busy", { provider: name })).toBe("rate_limit");
  });

  it.each([
    { name: "another provider", context: { provider: "openai" } },
    { name: "an unnamed provider", context: {} },
  ])("leaves a failure of $name to the host", ({ context }) => {
    for (const { text } of refusals) expect(classify(text, context)).toBeUndefined();
  });
});

/** What the independent stand-in for the service refuses with, and what it is to be taken for. */
const refusalsOfSimulator = {
  invalidRequest: "bad-request",
  contentFilter: "content-filter",
  invalidKey: "invalid-key",
  invalidAuthentication: "invalid-key",
  membershipInactive: "no-membership",
  userAgentRefused: "client-refused",
  billingCycleLimit: "usage-limit",
  weeklyLimit: "usage-limit",
  weeklyLimitUntil: "usage-limit",
  fiveHourLimit: "usage-limit",
  monthlyLimit: "usage-limit",
  accessTerminated: "account-action",
  unknownModelId: "unknown-model",
  notFound: "unknown-model",
  requestTooLarge: "body-too-large",
  engineOverloaded: "overloaded",
  tooManyRequests: "rate-limited",
  tooManyRequestsWait: "rate-limited",
  maxRpm: "rate-limited",
  periodLimit: "usage-limit",
  monthlyPeriodLimit: "usage-limit",
  quotaExceeded: "usage-limit",
  suspended: "usage-limit",
  internalError: "server-fault",
  badGateway: "server-fault",
  unavailable: "server-fault",
  gatewayTimeout: "server-fault",
  overloaded: "overloaded",
} as const satisfies Record<keyof typeof faults, ServiceErrorCode>;

describe("a refusal of the simulator", () => {
  it.each(Object.entries<Fault>(faults))("is recognized on either dialect: %s", (name, fault) => {
    const envelopes = [null, "openai", "anthropic"] as const;
    const codes = envelopes.map((dialect) => {
      const body = JSON.stringify(errorEnvelope(dialect, fault, "req-1"));
      return classifyServiceError({ text: `${fault.status} ${body}` })?.code;
    });
    const expected = new Map(Object.entries(refusalsOfSimulator)).get(name);
    expect(codes).toStrictEqual(envelopes.map(() => expected));
  });
});

describe("matchesContextOverflowError", () => {
  const text = "400 Your request exceeded model token limit: 262144 (requested: 300000)";

  it("matches the service's sentence, with and without a status beside it", () => {
    expect(overflows(text)).toBe(true);
    expect(overflows(text, { status: 400, errorType: "invalid_request_error" })).toBe(true);
  });

  it.each(SERVICE_ERRORS.filter(({ code }) => code !== "context-overflow"))(
    "matches neither '$sample' nor our explanation of it",
    ({ status, sample }) => {
      expect(overflows(`${status} ${sample}`)).toBe(false);
      expect(overflows(explained(sample) ?? "")).toBe(false);
    },
  );

  it("does not match a conversation that quotes the sentence", () => {
    expect(overflows(`400 bad content: "${text}"`)).toBe(false);
  });
});

describe("buildMissingAuthMessage", () => {
  it("names the page of the keys, the command that stores one, and the variables", () => {
    const message = provider.buildMissingAuthMessage?.({
      provider: "kimi",
      env: { KIMI_API_KEY: "sk-kimi-s3cr3t" },
      listProfileIds: () => [],
    });
    expect(message).toContain("https://www.kimi.com/code/console");
    expect(message).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(message).toContain("KIMICODE_API_KEY or KIMI_API_KEY");
    expect(message).not.toContain("s3cr3t");
  });
});

describe("buildUnknownModelHint", () => {
  it("names the default model and the command that lists models", () => {
    const hint = provider.buildUnknownModelHint?.({ provider: "kimi", modelId: "nope", env: {} });
    expect(hint).toContain("kimi/kimi-code");
    expect(hint?.split("\n").at(-1)).toBe("openclaw models list --provider kimi --refresh");
  });
});
