import { describe, expect, it } from "vitest";

import { cuts, parse, vectors } from "./test-support.ts";

// What reasoning and native calls do to a message is the normalizer's business.
const ofText = vectors.filter((vector) => !vector.thinkingChunks && !vector.upstreamToolCalls);

describe.each(cuts)("the worked examples, $name", ({ cut }) => {
  it.each(ofText)("$id", ({ chunks, tools, expected }) => {
    const { text, calls, blocks } = parse(cut(chunks), tools);
    expect(text).toBe(expected.text);
    expect(calls).toMatchObject(expected.toolCalls);
    if (expected.blocks === undefined) return;
    const order = expected.blocks.map((block) => (block.type === "text" ? block.text : calls[block.index]));
    expect(blocks).toStrictEqual(order);
  });
});
