import { describe, expect, it } from "vitest";
import {
  argument,
  argumentOpen,
  C,
  call,
  CALL_CLOSE,
  callOpen,
  close,
  E,
  O,
  open,
  parseK3,
  RESPONSE_CLOSE,
  RESPONSE_OPEN,
  S,
  section,
  TOOLS_OPEN,
} from "./k3-test-support.ts";

/** Texts that were made to cost much; each is repeated until it is long. */
const floods = [
  { name: "angles", unit: "<" },
  { name: "half markers", unit: "<|ope" },
  { name: "markers", unit: O },
  { name: "markers of all kinds", unit: O + C + S },
  { name: "ends", unit: E },
  { name: "half tags", unit: `${O}call tool="` },
  { name: "half tags with half markers", unit: `${O}call tool="<|clos` },
  { name: "tags of the longest kind", unit: `${O}call tool="${"x".repeat(500)}` },
  { name: "blanks in tags", unit: `${O}${" ".repeat(99)}` },
  { name: "blanks behind a close", unit: `${C}think${" ".repeat(99)}` },
  { name: "opens of sections", unit: TOOLS_OPEN },
  { name: "opens of calls", unit: callOpen("a") },
  { name: "opens of arguments", unit: argumentOpen("k", "string") },
  { name: "closes of arguments", unit: close("argument") },
  { name: "closes of channels", unit: RESPONSE_CLOSE },
  { name: "closes that lack their end", unit: `${C}think` },
  { name: "steps", unit: RESPONSE_CLOSE + RESPONSE_OPEN },
  { name: "closes of channels and an end", unit: `${RESPONSE_CLOSE.repeat(9)}${E}` },
  { name: "closes of channels and an open section", unit: RESPONSE_CLOSE + TOOLS_OPEN },
  { name: "calls", unit: call("a", argument("k", "string", "v")) },
  { name: "calls that lost a close", unit: `${callOpen("a")}${argumentOpen("k", "string")}x${CALL_CLOSE}` },
  { name: "calls of broken JSON", unit: `${callOpen("a")}${argumentOpen("k", "object")}{"x":"${CALL_CLOSE}` },
  { name: "calls in strings of calls", unit: `${callOpen("a")}${argumentOpen("k", "string")}` },
  { name: "calls in strings of JSON", unit: `${callOpen("a")}${argumentOpen("k", "array")}["${TOOLS_OPEN}` },
  { name: "backticks", unit: `\`${O}` },
];

const prefixes = [
  { name: "in text", prefix: "" },
  { name: "in a section", prefix: TOOLS_OPEN },
  { name: "in a string", prefix: callOpen("a") + argumentOpen("k", "string") },
  { name: "in a string of JSON", prefix: `${callOpen("a")}${argumentOpen("k", "object")}{"x":"` },
  { name: "in what is read again", prefix: `${callOpen("a")}${argumentOpen("k", "string")}x${CALL_CLOSE}` },
];

describe.each(prefixes)("the parser of K3 does linear work (20), $name", ({ prefix }) => {
  it.each(floods)("on a flood of $name", ({ unit }) => {
    for (const units of [1000, 4000, 64_000]) {
      const text = prefix + unit.repeat(Math.ceil(units / unit.length));
      expect(parseK3([text]).work).toBeLessThanOrEqual(3 * text.length);
      expect(parseK3(text.match(/.{1,7}/gsu) ?? []).work).toBeLessThanOrEqual(3 * text.length);
    }
  });
});

describe("the parser of K3", () => {
  it("finds 100,000 calls in one delta, each once", () => {
    const text = section(
      ...Array.from({ length: 100_000 }, (_, nth) => call("a", argument("n", "number", String(nth)))),
    );
    const { calls, work, text: kept } = parseK3([text]);
    expect(calls).toHaveLength(100_000);
    expect(calls.at(-1)?.arguments).toStrictEqual({ n: 99_999 });
    expect(kept).toBe("");
    expect(work).toBe(text.length);
  });

  it("lets a megabyte of attributes pass as text", () => {
    const text = `${O}call tool="${"x".repeat(1_000_000)}" index="1"${S}${CALL_CLOSE} x`;
    const { text: kept, work } = parseK3(text.match(/.{1,999}/gsu) ?? []);
    expect(kept).toBe(text);
    expect(work).toBeLessThanOrEqual(2 * text.length);
  });

  it("reads a string of a megabyte with 10,000 sections in it", () => {
    const content = `${section(call("rm", argument("p", "string", "/")))}${"x".repeat(80)}`.repeat(5000);
    const { calls, work } = parseK3([section(call("w", argument("c", "string", content)))]);
    expect(calls.map(({ arguments: args }) => args["c"] === content)).toStrictEqual([true]);
    expect(work).toBeLessThanOrEqual(content.length + 1000);
  });

  it.each([1000, 100_000, 1_000_000])("does not fail at JSON that is nested %i deep", (depth) => {
    const json = "[".repeat(depth) + "]".repeat(depth);
    const text = call("f", argument("l", "array", json));
    const outcome = parseK3([text, " x"]);
    // A value that cannot be written down again cannot be sent to the model again.
    const isCall = depth < 10_000 && outcome.calls.length === 1;
    expect(outcome.text).toBe(isCall ? " x" : `${text} x`);
    expect(outcome.work).toBeLessThanOrEqual(3 * text.length);
  });

  it("never treats an open of a call without its close as a call", () => {
    expect(parseK3([open('json type="object"').repeat(1000)]).calls).toStrictEqual([]);
  });
});
