import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { describe, expect, it } from "vitest";
import {
  assistantMessage,
  present,
  registerPlugin,
  streamModel,
  type HostKind,
  type StreamEvent,
} from "../../test-support/registration.ts";
import { recordSource } from "../../test-support/values.ts";
import { hasFallback } from "./fallback-signal.ts";

const primary = "kimi/kimi-code";
const spare = { primary, fallbacks: ["other/thinker"] };

describe("hasFallback", () => {
  const folder = "/home/user/.openclaw/agents/safe/agent";
  type Agents = NonNullable<OpenClawConfig["agents"]>;
  const rows: readonly { name: string; agents: Agents; agentDir?: string; answer: boolean }[] = [
    { name: "the common list", agents: { defaults: { model: spare } }, answer: true },
    { name: "no list", agents: { defaults: { model: { primary } } }, answer: false },
    { name: "a default that is a name", agents: { defaults: { model: primary } }, answer: false },
    { name: "the list of the main agent", agents: { list: [{ id: "main", model: spare }] }, answer: true },
    {
      name: "the agent's own list, by the name of its folder",
      agents: { list: [{ id: "Safe", model: spare }] },
      agentDir: folder,
      answer: true,
    },
    {
      name: "the agent's own list, by the folder that the config gives it",
      agents: { list: [{ id: "x", agentDir: "/elsewhere", model: spare }] },
      agentDir: "/elsewhere",
      answer: true,
    },
    {
      name: "an empty list of the agent's own, whatever the common one has",
      agents: { defaults: { model: spare }, list: [{ id: "safe", model: { primary, fallbacks: [] } }] },
      agentDir: folder,
      answer: false,
    },
    {
      name: "the common list for an agent whose model is a name",
      agents: { defaults: { model: spare }, list: [{ id: "safe", model: primary }] },
      agentDir: folder,
      answer: true,
    },
    {
      name: "the list of another agent",
      agents: { list: [{ id: "other", model: spare }] },
      agentDir: folder,
      answer: false,
    },
  ];
  it.each(rows)("answers $answer for $name", ({ agents, agentDir, answer }) => {
    expect(hasFallback({ config: { agents }, ...(agentDir !== undefined && { agentDir }) })).toBe(answer);
  });

  it("answers false without a config", () => {
    expect(hasFallback({})).toBe(false);
  });
});

describe("the error text of a refusal", () => {
  const limit =
    "403 You've reached your weekly (7-day) usage limit. Your quota will reset when the current 7-day window ends.";
  const rows: readonly {
    name: string;
    kind: HostKind;
    model: typeof spare | string;
    text: string;
    has: boolean;
  }[] = [
    { name: "has", kind: "older", model: spare, text: limit, has: true },
    {
      name: "has",
      kind: "older",
      model: spare,
      text: "401 The API Key appears to be invalid or may have expired.",
      has: true,
    },
    {
      name: "lacks",
      kind: "older",
      model: spare,
      text: "404 Not found the model k9 or Permission denied",
      has: false,
    },
    { name: "lacks", kind: "older", model: primary, text: limit, has: false },
    { name: "lacks", kind: "newer", model: spare, text: limit, has: false },
  ];
  it.each(rows)(
    "$name the words that ask a fallback: $kind host, $model, $text",
    async ({ kind, model, text, has }) => {
      const { provider } = registerPlugin(kind);
      const failed = assistantMessage({ stopReason: "error", errorMessage: text });
      const wrapped = present(
        provider.wrapStreamFn?.({
          provider: "kimi",
          modelId: "kimi-code",
          config: { agents: { defaults: { model } } },
          streamFn: () => recordSource<StreamEvent, typeof failed>([], failed),
        }),
      );
      const source = await wrapped(
        streamModel(),
        { messages: [{ role: "user", content: "hi", timestamp: 0 }] },
        {},
      );
      const { errorMessage = "", content } = await source.result();
      expect(errorMessage.endsWith(" (upstream error)")).toBe(has);
      // What the user reads is the same in any case.
      expect(JSON.stringify(content)).not.toContain("upstream error");
    },
  );
});
