import { describe, expect, it } from "vitest";
import { FUZZ_EDGES } from "openclaw-kimi-coding/test-api";
import { readCorpus } from "./corpus.ts";
import { makeInput } from "./make-input.ts";

const SEED = 16;
const INPUTS = 60;

describe.each(FUZZ_EDGES)("the edge $name", ({ name, run }) => {
  const corpus = readCorpus(name);

  it("loses nothing of what is kept, nor of some inputs that are made of it", () => {
    const found = Array.from({ length: corpus.length + INPUTS }, (_, number) => {
      const { text, cuts } = makeInput(corpus, SEED, number);
      return [number, run(text, cuts)] as const;
    }).filter(([, loss]) => loss !== null);
    expect(found).toStrictEqual([]);
  });
});

describe("an input", () => {
  const corpus = readCorpus("sse");

  it("follows from the seed and its number", () => {
    expect(makeInput(corpus, 7, 99)).toStrictEqual(makeInput(corpus, 7, 99));
    expect(makeInput(corpus, 7, 99)).not.toStrictEqual(makeInput(corpus, 8, 99));
  });

  it("is first each of those that are kept", () => {
    expect(corpus.map((_, number) => makeInput(corpus, 7, number).text)).toStrictEqual(corpus);
  });
});
