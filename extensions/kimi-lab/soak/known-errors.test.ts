import { describe, expect, it } from "vitest";

import { knownError } from "./known-errors.ts";

function nameOf(explanation: string): string | undefined {
  return knownError({ explanation, storeTrouble: null })?.name;
}

describe("the error of a turn", () => {
  it.each([
    {
      name: "profile rests after an earlier failure",
      explanation: 'Auth profile "kimi:signed-in-k3" is temporarily unavailable for kimi/k3.',
    },
    {
      name: "cooldown after an earlier failure",
      explanation: "All models failed (1): kimi/k3: Provider kimi is in cooldown (timeout)",
    },
    {
      name: "silent answer",
      explanation:
        "The model did not produce a response before the model idle timeout. Please try again, or increase `models.providers.<id>.timeoutSeconds` for slow local or self-hosted providers.\nLet me look.",
    },
    {
      name: "redirect to a private address",
      explanation:
        "⚠️ Agent run failed (model: kimi/k3).\nhttp://127.0.0.1:9/coding leads to a private address, and OpenClaw does not send requests there. Check the base URL:",
    },
    {
      name: "the reason of a refusal did not arrive",
      explanation:
        "⚠️ kimi/k3 request failed.\nKimi Code did not accept this request, and the reason did not arrive: the answer was empty, cut off, or a web page.",
    },
    {
      name: "web page",
      explanation:
        "⚠️ kimi/k3 request failed.\nhttp://127.0.0.1:9/coding/v1/chat/completions sent a web page in place of an answer.",
    },
  ])("is known: $name", ({ name, explanation }) => {
    expect(nameOf(explanation)).toBe(name);
  });

  it.each([
    "⚠️ Agent run failed (model: kimi/k3).\nThe agent run failed before producing a reply.",
    "Kimi Code did not accept this request. This is a fault of this plugin or of this conversation.",
    'Auth profile "kimi:k3" is bad.',
  ])("is not known: %s", (explanation) => {
    expect(nameOf(explanation)).toBeUndefined();
  });

  it.each([
    "Error: disk I/O error",
    "disk I/O error",
    "disk I/O error\nLet me look.",
    "attempt to write a readonly database",
  ])("is known only while the store takes nothing: %s", (explanation) => {
    expect(knownError({ explanation, storeTrouble: "the disk is full" })?.name).toBe("database not written");
    expect(nameOf(explanation)).toBeUndefined();
  });
});
