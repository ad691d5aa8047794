import { describe, expect, it } from "vitest";
import { k3Vectors, parseK3 } from "./k3-test-support.ts";
import { cuts } from "./test-support.ts";

// What native calls do to a message is the normalizer's business.
const ofText = k3Vectors.filter(
  ({ thinkingChunks, upstreamToolCalls }) => !thinkingChunks && !upstreamToolCalls,
);
const ofThinking = k3Vectors.flatMap((vector) =>
  vector.thinkingChunks === undefined ? [] : [{ ...vector, thinkingChunks: vector.thinkingChunks }],
);

describe.each(cuts)("the worked examples of K3, $name", ({ cut }) => {
  it.each(ofText)("$id", ({ chunks, tools, expected }) => {
    const { text, calls, blocks } = parseK3(cut(chunks), tools);
    expect(text).toBe(expected.text);
    expect(calls).toMatchObject(expected.toolCalls);
    if (expected.blocks === undefined) return;
    const order = expected.blocks.map((block) => (block.type === "text" ? block.text : calls[block.index]));
    expect(blocks.filter((block) => block !== null)).toStrictEqual(order);
  });

  it.each(ofThinking)("$id, in the reasoning", ({ thinkingChunks, chunks, expected }) => {
    const { text, thinking, calls } = parseK3(cut(thinkingChunks));
    expect(thinking).toBe(expected.thinking ?? "");
    expect(text.slice(thinking.length) + chunks.join("")).toBe(expected.text);
    expect(calls).toMatchObject(expected.toolCalls);
  });
});

describe("the worked examples of K3, at every cut", () => {
  it.each(k3Vectors)("$id", ({ chunks, thinkingChunks = [], tools }) => {
    const text = (chunks.length > 0 ? chunks : thinkingChunks).join("");
    const { work: _, ...whole } = parseK3([text], tools);
    for (let at = 0; at <= text.length; at += 1) {
      const { work: _work, ...halves } = parseK3([text.slice(0, at), text.slice(at)], tools);
      expect(halves).toStrictEqual(whole);
    }
  });
});
