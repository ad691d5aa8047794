import { describe, expect, it } from "vitest";
import { K2_DIALECT } from "./dialect.ts";
import { MarkerScanner } from "./marker-scanner.ts";
import { CB, CE } from "./test-support.ts";

/** A scanner, and what it told: runs as they are, markers in brackets. */
function recordScanner(take = (_text: string, _from: number, end: number) => end) {
  const told: string[] = [];
  const scanner = new MarkerScanner(K2_DIALECT, {
    takeRun(text, from, end) {
      const reached = take(text, from, end);
      told.push(text.slice(from, reached));
      return reached;
    },
    takeMarker: (kind) => void told.push(`[${kind}]`),
  });
  return { scanner, told };
}

describe("the scanner", () => {
  it("tells markers and the text between them", () => {
    const { scanner, told } = recordScanner();
    scanner.scan(`a${CB}b${CE}c`);
    expect(told).toStrictEqual(["a", "[call-begin]", "b", "[call-end]", "c"]);
  });

  it("tells markers that are cut anywhere", () => {
    for (let at = 1; at < CB.length; at += 1) {
      const { scanner, told } = recordScanner();
      scanner.scan(CB.slice(0, at));
      expect(scanner.holds).toBe(true);
      scanner.scan(CB.slice(at));
      expect(told).toStrictEqual(["[call-begin]"]);
    }
  });

  it("gives back what only began like a marker", () => {
    const { scanner, told } = recordScanner();
    scanner.scan("a <|tool");
    expect(told).toStrictEqual(["a "]);
    scanner.scan("box|> b<|");
    expect(told.join("")).toBe("a <|toolbox|> b");
    expect(scanner.endFragment()).toBe("<|");
    expect(scanner.endFragment()).toBeNull();
  });

  it("goes on after the part of a run that its handler took", () => {
    const { scanner, told } = recordScanner((_text, from) => from + 1);
    scanner.scan("ab<|c");
    expect(told.join("|")).toBe("a|b|<|||c");
  });

  it.each([
    { text: "a < b", mayBegin: false },
    { text: "a <b>", mayBegin: false },
    { text: "a <", mayBegin: true },
    { text: "a <|", mayBegin: true },
  ])("knows whether a marker may begin at the angle of $text: $mayBegin", ({ text, mayBegin }) => {
    expect(recordScanner().scanner.mayBeginAt(text, 2)).toBe(mayBegin);
  });
});
