import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { NO_KNOWN_REASONING } from "./known-reasoning.ts";
import type { PatchContext } from "./patch.ts";
import { patchThinking } from "./thinking.ts";

function patched(body: object, overrides: Partial<PatchContext>): object {
  return patchThinking(deepFreeze({ ...body }), {
    api: OPENAI_DIALECT,
    wireModelId: "k3",
    thinking: true,
    knownReasoning: NO_KNOWN_REASONING,
    ...overrides,
  });
}

describe("patchThinking", () => {
  it("puts the effort into thinking on chat completions", () => {
    const body = { thinking: { type: "enabled", budget_tokens: 1024 } };
    expect(patched(body, { effort: "low" })).toStrictEqual({ thinking: { type: "enabled", effort: "low" } });
  });

  it("puts the effort beside thinking on messages", () => {
    const body = {
      thinking: { type: "adaptive", display: "summarized" },
      output_config: { effort: "xhigh" },
    };
    expect(patched(body, { api: ANTHROPIC_DIALECT, effort: "low" })).toStrictEqual({
      thinking: { type: "enabled" },
      output_config: { effort: "low" },
    });
  });

  it("keeps what else the output's configuration says", () => {
    const format = { type: "json_schema" };
    const body = { output_config: { effort: "high", format } };
    expect(patched(body, { api: ANTHROPIC_DIALECT })).toStrictEqual({
      thinking: { type: "enabled" },
      output_config: { format },
    });
  });

  it.each([{ api: OPENAI_DIALECT }, { api: ANTHROPIC_DIALECT }])(
    "sends no effort on $api where thinking is off",
    ({ api }) => {
      const body = { thinking: { type: "enabled", effort: "max", keep: "all" } };
      expect(patched(body, { api, thinking: false, effort: "max" })).toStrictEqual({
        thinking: { type: "disabled" },
      });
    },
  );
});
