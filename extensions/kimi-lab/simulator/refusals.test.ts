import { describe, expect, it } from "vitest";

import { faults } from "./faults.ts";
import { namedFaults, refusals, withPrefix } from "./refusals.ts";

describe("refusals", () => {
  it.each([
    {
      refusal: refusals.concurrentLimit,
      said: "403 permission_error You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.",
    },
    {
      refusal: refusals.concurrentLimitTerminated,
      said: "403 access_terminated_error You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.",
    },
    {
      refusal: refusals.planWindow,
      said: "401 authentication_error Your current plan supports only k3 up to 256K context. 1M context is available on higher-tier Kimi Code plans. Upgrade: https://www.kimi.com/code",
    },
    {
      refusal: refusals.modelIdHint,
      said: "401 authentication_error Your model id does not exist, recognized as other:kimi-k3. Please set model id as `k3`.",
    },
    {
      refusal: refusals.functionName,
      said: "400 invalid_request_error function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes",
    },
    {
      refusal: refusals.toolCallsUnanswered,
      said: "400 invalid_request_error an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
    },
    {
      refusal: withPrefix(refusals.tokenLimit256k),
      said: "400 invalid_request_error Invalid request: Your request exceeded model token limit: 262144 (requested: 300000)",
    },
    {
      refusal: withPrefix(refusals.messageSize),
      said: "400 invalid_request_error Invalid request: total message size 10176584 exceeds limit 2097152",
    },
  ])("are worded as they were reported: $said", ({ refusal: { status, type, message }, said }) => {
    expect(`${status} ${type} ${message}`).toBe(said);
  });

  it("have names of their own beside those of the faults", () => {
    expect(Object.keys(namedFaults)).toHaveLength(Object.keys(faults).length + Object.keys(refusals).length);
  });
});

describe("withPrefix", () => {
  it("puts it before a 400, once, and before nothing else", () => {
    const once = withPrefix(refusals.emptyText);
    expect(once.message).toBe("Invalid request: text content is empty");
    expect(withPrefix(once)).toBe(once);
    expect(withPrefix(refusals.planWindow)).toBe(refusals.planWindow);
  });
});
