import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { mergeHeaders, noteHost, USER_AGENT, userAgentFor, type HeaderRecord } from "./identity.ts";

describe("USER_AGENT", () => {
  it("is a token and a version, as the service reads it", () => {
    expect(USER_AGENT).toBe("claude-code/0.1.0");
  });
});

const configOf = (identity: unknown) => ({ plugins: { entries: { kimi: { config: { identity } } } } });

describe("userAgentFor", () => {
  const throwing = {
    get runtime(): never {
      throw new Error("a host that only lists");
    },
  };

  it("names OpenClaw without a version while the host's is not known", () => {
    expect(userAgentFor(configOf("openclaw"))).toBe("openclaw");
    noteHost(throwing);
    expect(userAgentFor(configOf("openclaw"))).toBe("openclaw");
  });

  it.each([undefined, {}, { plugins: {} }, configOf(undefined), configOf("claude-code"), configOf(7)])(
    "is the default for %j",
    (config) => {
      expect(userAgentFor(config)).toBe(USER_AGENT);
    },
  );

  it("names OpenClaw with the version of the host that runs now", () => {
    noteHost({ runtime: { version: "2026.9.6" } });
    expect(userAgentFor(configOf("openclaw"))).toBe("openclaw/2026.9.6");
    noteHost({ runtime: { version: "2026.10.1" } });
    expect(userAgentFor(configOf("openclaw"))).toBe("openclaw/2026.10.1");
  });
});

interface MergeRow {
  readonly name: string;
  readonly layers: readonly (HeaderRecord | undefined)[];
  readonly expected: HeaderRecord;
}

describe("mergeHeaders", () => {
  it.each<MergeRow>([
    { name: "gives nothing for nothing", layers: [], expected: {} },
    {
      name: "skips layers that are absent",
      layers: [undefined, { A: "1" }, undefined],
      expected: { A: "1" },
    },
    { name: "keeps names that differ", layers: [{ A: "1" }, { B: "2" }], expected: { A: "1", B: "2" } },
    { name: "lets the later layer win", layers: [{ A: "1" }, { A: "2" }], expected: { A: "2" } },
    {
      name: "compares names without letter case and keeps the winner's spelling",
      layers: [{ "User-Agent": "ours" }, { "user-agent": "theirs" }],
      expected: { "user-agent": "theirs" },
    },
    {
      name: "lets the last spelling within one layer win",
      layers: [{ "X-A": "1", "x-a": "2" }],
      expected: { "x-a": "2" },
    },
    { name: "keeps an empty value", layers: [{ A: "1" }, { a: "" }], expected: { a: "" } },
    {
      name: "takes names that objects have of their own",
      layers: [{ Constructor: "1" }, { constructor: "2" }],
      expected: { constructor: "2" },
    },
  ])("$name", ({ layers, expected }) => {
    const merged = mergeHeaders(...layers);
    expect(merged).toStrictEqual(expected);
    expect(Object.keys(merged)).toStrictEqual(Object.keys(expected));
  });

  it("returns a new record and writes into no layer", () => {
    const base = deepFreeze({ "User-Agent": "ours" });
    const layer = deepFreeze({ "USER-AGENT": "theirs" });
    expect(mergeHeaders(base, layer)).not.toBe(layer);
    expect(mergeHeaders(base)).not.toBe(base);
    expect(base).toStrictEqual({ "User-Agent": "ours" });
  });
});
