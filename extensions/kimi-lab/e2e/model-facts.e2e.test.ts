import { describe, expect, it } from "vitest";

import { KNOWN_ROWS, parseModelList, thinkingKind, wireIdOf } from "openclaw-kimi-coding/test-api";
import { modelRows, outputLimits } from "../simulator/models.ts";

describe("the models that the plugin knows and the simulator's", () => {
  it("are the same models", () => {
    expect(KNOWN_ROWS.map(({ id }) => wireIdOf(id))).toStrictEqual(Object.keys(modelRows));
  });

  it.each(KNOWN_ROWS)("agree on $id", ({ id, input, reasoning, contextWindow, maxTokens, efforts }) => {
    const wireId = wireIdOf(id);
    const row = Object.values(modelRows).find((model) => model.id === wireId);
    const thinking = row !== undefined && "think_efforts" in row ? row.think_efforts : undefined;
    expect({ input, reasoning, contextWindow, maxTokens, efforts }).toStrictEqual({
      input: row?.supports_image_in === true ? ["text", "image"] : ["text"],
      reasoning: row?.supports_reasoning,
      contextWindow: row?.context_length,
      maxTokens: Object.entries(outputLimits).find(([model]) => model === wireId)?.[1],
      efforts: thinking?.valid_efforts ?? [],
    });
    expect(thinkingKind(id)).toStrictEqual({
      always: row?.supports_thinking_type === "only",
      efforts: thinking?.valid_efforts ?? [],
      defaultEffort: thinking?.default_effort ?? null,
    });
    expect(parseModelList({ data: [row] })).toMatchObject([{ id: wireId, contextWindow }]);
  });
});
