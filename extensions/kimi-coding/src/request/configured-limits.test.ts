import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { configuredOutputLimits } from "./configured-limits.ts";

describe("configuredOutputLimits", () => {
  it("finds the limits of all agents and of their models, under any of their names", () => {
    const config = {
      agents: {
        defaults: {
          params: { maxTokens: 1 },
          models: {
            "kimi/k3": { params: { max_tokens: 2 } },
            "kimi/kimi-code": { alias: "kimi" },
          },
        },
        list: [{ id: "main", params: { max_completion_tokens: 3 } }, { id: "other" }],
        entries: { main: { models: { "kimi/k3": { params: { maxTokens: 4, temperature: 9 } } } } },
      },
      models: { providers: { kimi: { models: [{ id: "k3", maxTokens: 5 }] } } },
    };
    expect(configuredOutputLimits(deepFreeze(config))).toStrictEqual(new Set([1, 2, 3, 4]));
  });

  it.each([
    { name: "no config", config: undefined },
    { name: "an empty one", config: {} },
    {
      name: "a limit that is not a number",
      config: { agents: { defaults: { params: { maxTokens: "9" } } } },
    },
    { name: "agents of another shape", config: { agents: { defaults: [], list: 7, entries: [null] } } },
  ])("finds none in $name", ({ config }) => {
    expect(configuredOutputLimits(config).size).toBe(0);
  });
});
