import { describe, expect, it } from "vitest";

import { present, registerPlugin } from "./test-support.ts";
import { explainServiceError } from "./src/errors/service-error.ts";

const { provider } = registerPlugin();
const references = { modelRef: "kimi/k9", defaultModelRef: "kimi/kimi-code" };

function classify(errorMessage: string) {
  return provider.classifyFailoverReason?.({ errorMessage, provider: "kimi", modelId: "kimi-code" });
}

describe("classifyFailoverReason", () => {
  const refusals = [
    { reason: "auth", text: "401 The API Key appears to be invalid or may have expired." },
    {
      reason: "format",
      text: "403 Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
    },
    { reason: "model_not_found", text: "404 Not found the model k9 or Permission denied" },
  ];

  it.each(refusals)("answers $reason for the service's text", ({ reason, text }) => {
    expect(classify(text)).toBe(reason);
  });

  it.each(refusals)("answers $reason for our explanation", ({ reason, text }) => {
    expect(classify(present(explainServiceError(text, references)).message)).toBe(reason);
  });

  it.each([
    { text: "403 You've reached your usage limit for this billing cycle." },
    { text: "429 The engine is currently overloaded" },
    { text: "fetch failed" },
  ])("leaves '$text' to the host", ({ text }) => {
    expect(classify(text)).toBeUndefined();
  });
});

describe("buildMissingAuthMessage", () => {
  it("says where a key is had, how it is stored and which variables may hold it", () => {
    const message = provider.buildMissingAuthMessage?.({
      provider: "kimi",
      env: { KIMI_API_KEY: "sk-kimi-s3cr3t" },
      listProfileIds: () => [],
    });
    expect(message).toContain("https://www.kimi.com/code/console");
    expect(message).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(message).toContain("KIMI_API_KEY or KIMICODE_API_KEY");
    expect(message).not.toContain("s3cr3t");
  });
});

describe("buildUnknownModelHint", () => {
  it("names the default model and the command that lists models", () => {
    const hint = provider.buildUnknownModelHint?.({ provider: "kimi", modelId: "nope", env: {} });
    expect(hint).toContain("kimi/kimi-code");
    expect(hint).toContain("openclaw models list --provider kimi");
  });
});
