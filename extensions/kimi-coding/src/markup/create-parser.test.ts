import { describe, expect, it } from "vitest";
import { createParser } from "./create-parser.ts";
import { dialectOf } from "./dialect.ts";
import { call, close, section } from "./k3-test-support.ts";
import { AB, CB, CE, SB, SE } from "./test-support.ts";

const markup = {
  K2: `${SB}${CB}functions.ls:0${AB}{}${CE}${SE}`,
  K3: section(call("ls")) + close("message"),
} as const;

/** What the parser of a model makes of a text: what stays, and how many calls it finds. */
function read(wireId: string, text: string): { kept: string; calls: number } {
  const parser = createParser({ dialect: dialectOf(wireId), tools: [] });
  const segments = [...parser.feed(text), ...parser.finish()];
  const kept = segments.map((segment) => (segment.kind === "text" ? segment.text : "")).join("");
  return { kept, calls: segments.filter(({ kind }) => kind === "call").length };
}

describe("the parser of a model", () => {
  it.each(["k3", "K3", "k3-256k", "k3[1m]", "k3.1", "k3.1-pro", "k3.1-pro-preview", "k3-code"])(
    "reads the markup of K3 for %s, and that of K2 as text",
    (wireId) => {
      expect(read(wireId, markup.K3)).toStrictEqual({ kept: "", calls: 1 });
      expect(read(wireId, markup.K2)).toStrictEqual({ kept: markup.K2, calls: 0 });
    },
  );

  it.each(["kimi-for-coding", "kimi-for-coding-highspeed", "k2p5", "k30", "k3x"])(
    "reads the markup of K2 for %s, and that of K3 as text",
    (wireId) => {
      expect(read(wireId, markup.K2)).toStrictEqual({ kept: "", calls: 1 });
      expect(read(wireId, markup.K3)).toStrictEqual({ kept: markup.K3, calls: 0 });
    },
  );
});
