import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { cutAt, fuzzOptions, positions } from "./arbitraries.ts";
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

describe("the worked examples, cut anywhere", () => {
  it.each(ofText)("$id", ({ chunks, tools, expected }) => {
    const text = chunks.join("");
    fc.assert(
      fc.property(positions, (positions) => {
        const outcome = parse(cutAt(text, positions), tools);
        expect(outcome.text).toBe(expected.text);
        expect(outcome.calls).toMatchObject(expected.toolCalls);
      }),
      { ...fuzzOptions, numRuns: Math.ceil(fuzzOptions.numRuns / 10) },
    );
  });
});
