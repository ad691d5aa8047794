import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { blank, cutAt, fuzzOptions, markupFree, positions } from "./arbitraries.ts";
import {
  balancedText,
  K3_TOOLS,
  k3CodelessMixture,
  k3FencelessMixture,
  k3Intended,
  k3Mixture,
  k3Narration,
  k3PlainIntended,
  k3PlainTags,
  k3Spelling,
  renderK3Section,
} from "./k3-mixture-test-support.ts";
import { K3Parser } from "./k3-parser.ts";
import {
  C,
  argument,
  call,
  close,
  collectK3,
  E,
  O,
  open,
  parseK3,
  S,
  section,
  type K3Outcome,
} from "./k3-test-support.ts";
import type { K3Segment } from "./k3-text.ts";
import type { ParsedCall } from "./open-call.ts";

/** Invariants of `docs/reference/tool-call-markup.md`, by their numbers, as far as they are about a parser. */
describe("the parser of K3, for every input", () => {
  it("gives the same however the text is cut (1)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        const whole = resultOf([text]);
        expect(resultOf(cutAt(text, positions))).toStrictEqual(whole);
        expect(resultOf(text.split(""))).toStrictEqual(whole);
      }),
      fuzzOptions,
    );
  });

  it("returns no empty piece of text (2)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        const texts = segmentsOf(cutAt(text, positions)).flatMap((segment) =>
          segment.kind === "text" ? [segment.text] : [],
        );
        expect(texts).not.toContain("");
      }),
      fuzzOptions,
    );
  });

  it("takes nothing back that it returned for the beginning of a text (3, 12)", () => {
    fc.assert(
      fc.property(k3Mixture, fc.nat(), (text, at) => {
        const early = unitsOf(createParser().feed(text.slice(0, at % (text.length + 1))));
        const whole = unitsOf(segmentsOf([text]));
        expect(whole.slice(0, early.length)).toStrictEqual(early);
      }),
      fuzzOptions,
    );
  });

  it("passes a text without `<|` through (4)", () => {
    fc.assert(
      fc.property(markupFree, positions, (text, positions) => {
        const { blocks, markersKept } = parseK3(cutAt(text, positions));
        expect(blocks).toStrictEqual(text === "" ? [] : [text]);
        expect(markersKept).toBe(0);
      }),
      fuzzOptions,
    );
  });

  it("passes on at once what `pass` takes, and nothing that is not plain (4)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        const parser = createParser();
        const segments = cutAt(text, positions).flatMap((piece): K3Segment[] =>
          piece !== "" && parser.pass(piece) ? [{ kind: "text", text: piece }] : parser.feed(piece),
        );
        const { work: _, markersKept: _kept, ...whole } = parseK3([text], K3_TOOLS);
        expect(collectK3([...segments, ...parser.finish()])).toStrictEqual(whole);
      }),
      fuzzOptions,
    );
  });

  it("inserts and reorders nothing (5)", () => {
    fc.assert(
      fc.property(k3Mixture, (text) => {
        const kept = parseK3([text], K3_TOOLS).text;
        let found = 0;
        for (const unit of text.split("")) if (unit === kept.charAt(found)) found += 1;
        expect(kept.slice(found)).toBe("");
      }),
      fuzzOptions,
    );
  });

  it("loses nothing and counts what it kept where there is neither a call nor framing (6)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        const parser = createParser();
        const segments = cutAt(text, positions).flatMap((piece) => parser.feed(piece));
        const { text: kept } = collectK3([...segments, ...parser.finish()]);
        fc.pre(!parser.hasMarkup);
        expect(kept).toBe(text);
        expect(parser.markersKept).toBe(text.match(ANY_MARKER)?.length ?? 0);
      }),
      fuzzOptions,
    );
  });

  it("leaves tags of arguments alone where no call is (6)", () => {
    const text = k3PlainTags.map((text) =>
      text.replaceAll(/think|response|message|tools|call|end_of_msg/gu, "json"),
    );
    fc.assert(
      fc.property(text, (text) => {
        expect(parseK3([text]).text).toBe(text);
      }),
      fuzzOptions,
    );
  });

  it("accounts for every visible code unit: text, names, keys, values or tags (7)", () => {
    fc.assert(
      fc.property(k3Mixture, (text) => {
        // Escapes and the JSON of typed values are written in other ways than they read.
        fc.pre(!/&|\btype="(?!string)|json/u.test(text));
        const { text: kept, calls } = parseK3([text], K3_TOOLS);
        const left = countUnits(text);
        const said = calls.flatMap(({ name, arguments: args }) => [name, ...Object.entries(args).flat()]);
        for (const part of [kept, ...said.map(String)])
          for (const [unit, count] of countUnits(part)) left.set(unit, (left.get(unit) ?? 0) - count);
        // A key that comes twice has lost its first value.
        if (calls.every(({ arguments: args }) => Object.keys(args).length <= 1)) return;
        expect(Math.min(0, ...left.values())).toBe(0);
      }),
      fuzzOptions,
    );
  });

  it("drops nothing visible but tags where it finds no call (7)", () => {
    fc.assert(
      fc.property(k3PlainTags, (text) => {
        const { text: kept, calls } = parseK3([text], K3_TOOLS);
        expect(calls).toStrictEqual([]);
        const prose = text.replaceAll(TAG_OR_CUT_OFF, "").replaceAll(/\s/gu, "");
        const keptProse = kept.replaceAll(TAG_OR_CUT_OFF, "").replaceAll(/\s/gu, "");
        expect(keptProse).toBe(prose);
      }),
      fuzzOptions,
    );
  });

  it("leaves nothing of a message that holds calls and framing alone (8)", () => {
    const frames = fc.record({
      head: fc.constantFrom("", open("response"), open("think") + close("think") + open("response")),
      before: fc.constantFrom("", close("response"), `${C}response`, close("think")),
      behind: fc.constantFrom("", close("message"), close("message") + E, close("tools"), close("response")),
    });
    const calls = fc.array(k3Intended, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(frames, calls, k3Spelling, (frame, calls, spelling) => {
        const { head, before, behind } = frame;
        const text = [head, before, renderK3Section(calls, spelling), behind].join(spelling.blank);
        expect(parseK3([text], K3_TOOLS)).toMatchObject({
          text: "",
          calls: calls.map(({ name }) => ({ name })),
        });
      }),
      fuzzOptions,
    );
  });

  it("invents no call: its name, its keys and its strings are in the text (9)", () => {
    fc.assert(
      fc.property(k3Mixture, (text) => {
        for (const { name, arguments: args, rawArguments } of parseK3([text], K3_TOOLS).calls) {
          expect(text).toContain(`tool="${escapeAttribute(name)}"`);
          expect(JSON.stringify(args)).toBe(rawArguments);
          if (text.includes("json")) continue;
          const strings = Object.values(args).filter((value) => typeof value === "string");
          for (const key of Object.keys(args)) expect(text).toContain(`key="${escapeAttribute(key)}"`);
          for (const value of strings) expect(text).toContain(`${S}${value}${C}`);
        }
      }),
      fuzzOptions,
    );
  });

  it("gives a string in which tags of arguments pair back as it was (10)", () => {
    const self = readFileSync(import.meta.filename, "utf8");
    const content = fc.oneof(
      balancedText,
      fc.string({ unit: "binary" }).filter((text) => !text.includes("<|")),
      fc.constantFrom(self, section(call("rm", argument("path", "string", "/")))),
    );
    fc.assert(
      fc.property(content, positions, (content, positions) => {
        const text = section(
          call("write", argument("path", "string", "p"), argument("content", "string", content)),
        );
        expect(parseK3(cutAt(text, positions))).toMatchObject({
          text: "",
          calls: [{ name: "write", arguments: { path: "p", content } }],
        });
      }),
      fuzzOptions,
    );
  });

  it("gives any string of a JSON value back as it was (10)", () => {
    const content = fc.oneof(k3Mixture, fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(content, positions, (content, positions) => {
        const object = JSON.stringify({ content });
        const typed = call(
          "write",
          argument("o", "object", object),
          argument("l", "array", `[ ${object}\n]`),
        );
        const plain = call("write", open('json type="object"') + object + close("json"));
        expect(parseK3(cutAt(section(typed, plain), positions))).toMatchObject({
          text: "",
          calls: [{ arguments: { o: { content }, l: [{ content }] } }, { arguments: { content } }],
        });
      }),
      fuzzOptions,
    );
  });

  it("reads back what a message says and calls, in its order (11, 21, 23)", () => {
    fc.assert(
      fc.property(message, positions, ({ sections, last }, positions) => {
        const text = sections.map(({ before, calls, spelling }) => before + renderK3Section(calls, spelling));
        const { blocks } = parseK3(cutAt([...text, last].join(""), positions), K3_TOOLS);
        const expected = sections.flatMap(({ before, calls }) => [
          ...visible(before),
          ...calls.map(({ name, arguments: args }) => ({ name, arguments: asJson(args) })),
        ]);
        const read = blocks.map((block) =>
          block === null || typeof block === "string"
            ? block
            : { name: block.name, arguments: block.arguments },
        );
        expect(read).toStrictEqual([...expected, ...visible(last)]);
      }),
      fuzzOptions,
    );
  });

  it("makes of a message that was cut off no call that the whole one does not have (13)", () => {
    // Tags in a string that was cut off are read again as markup (R6).
    const calls = fc.array(k3PlainIntended, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(k3Narration, calls, k3Spelling, fc.nat(), (before, calls, spelling, at) => {
        const whole = before + renderK3Section(calls, spelling);
        const { calls: all } = parseK3([whole], K3_TOOLS);
        const { calls: early } = parseK3([whole.slice(0, at % (whole.length + 1))], K3_TOOLS);
        expect(early).toStrictEqual(all.slice(0, early.length));
      }),
      fuzzOptions,
    );
  });

  it("holds nothing after visible text (15)", () => {
    fc.assert(
      fc.property(k3PlainTags, (text) => {
        const parser = createParser();
        const { text: early } = collectK3(parser.feed(`${text} x`));
        expect(early.endsWith("x")).toBe(true);
        expect(parser.finish()).toStrictEqual([]);
      }),
      fuzzOptions,
    );
  });

  it("holds at most a tag of 24 code units after text (15)", () => {
    const tags = ["think", "response", "message", "tools", "call", "argument", "json"].map(close);
    for (const tag of tags) {
      for (let at = 1; at < tag.length; at += 1) {
        const parser = createParser();
        expect(parser.feed(`Hi ${tag.slice(0, at)}`)).toStrictEqual([{ kind: "text", text: "Hi " }]);
        expect(parser.feed("\u0000")).toStrictEqual([{ kind: "text", text: `${tag.slice(0, at)}\u0000` }]);
      }
    }
    expect(Math.max(...tags.map((tag) => tag.length))).toBe(24);
    const endless = `${O}call tool="${"x".repeat(600)}`;
    expect(createParser().feed(endless)).toStrictEqual([{ kind: "text", text: endless }]);
  });

  it("finds a valid section after any garbage that leaves no fence open (16)", () => {
    fc.assert(
      fc.property(k3FencelessMixture, k3PlainIntended, (text, call) => {
        const rendered = renderK3Section([call], { blank: "", isReversed: false, isJson: false });
        const { calls } = parseK3([`${text}\n${rendered}`], K3_TOOLS);
        expect(calls.at(-1)).toMatchObject({ name: call.name, arguments: asJson(call.arguments) });
      }),
      fuzzOptions,
    );
  });

  it("shares nothing between two parsers, and is over after finish() (17)", () => {
    fc.assert(
      fc.property(k3Mixture, k3Mixture, positions, (one, two, positions) => {
        const parsers = [createParser(), createParser()] as const;
        const pieces = [cutAt(one, positions), cutAt(two, positions)] as const;
        const segments: [K3Segment[], K3Segment[]] = [[], []];
        for (const nth of pieces[0].keys()) {
          segments[0].push(...parsers[0].feed(pieces[0][nth] ?? ""));
          segments[1].push(...parsers[1].feed(pieces[1][nth] ?? ""));
        }
        segments[0].push(...parsers[0].finish());
        segments[1].push(...parsers[1].finish());
        expect(collectK3(segments[0]).blocks).toStrictEqual(parseK3([one], K3_TOOLS).blocks);
        expect(collectK3(segments[1]).blocks).toStrictEqual(parseK3([two], K3_TOOLS).blocks);
        expect(parsers[0].finish()).toStrictEqual([]);
        expect(parsers[0].pass("x")).toBe(false);
        expect(() => parsers[0].feed("x")).toThrow("has ended");
      }),
      fuzzOptions,
    );
  });

  it("reads a text the same after other text, except what is framing only at the head (19)", () => {
    const line = k3Narration.map((text) => `${text}\n`);
    const word = k3Narration.map((text) => text.replaceAll("<", ""));
    const pair = fc.oneof(fc.tuple(line, k3Mixture), fc.tuple(word, k3CodelessMixture));
    fc.assert(
      fc.property(pair, ([before, mixture]) => {
        fc.pre(before.trim() !== "");
        const text = mixture.replaceAll(HEAD, "open|>x");
        const alone = parseK3([text], K3_TOOLS);
        const behind = parseK3([before, text], K3_TOOLS);
        expect(behind.calls).toStrictEqual(alone.calls);
        expect(behind.text.startsWith(before)).toBe(true);
        expect(behind.text.slice(before.length).trimStart()).toBe(alone.text.trimStart());
      }),
      fuzzOptions,
    );
  });

  it("handles each code unit at most three times (20)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        for (const times of [1, 4, 16]) {
          const long = text.repeat(times);
          expect(parseK3(cutAt(long, positions), K3_TOOLS).work).toBeLessThanOrEqual(3 * long.length);
        }
      }),
      fuzzOptions,
    );
  });

  it("has no empty or blank text beside a call (21)", () => {
    fc.assert(
      fc.property(k3Mixture, positions, (text, positions) => {
        const blocks = parseK3(cutAt(text, positions), K3_TOOLS).blocks.filter((block) => block !== null);
        for (const [at, block] of blocks.entries()) {
          if (typeof block !== "string") continue;
          const besideCall = [blocks[at - 1], blocks[at + 1]].some((other) => typeof other === "object");
          expect(block).toMatch(besideCall ? /\S/u : /./su);
        }
      }),
      fuzzOptions,
    );
  });
});

const ANY_MARKER = /<\|(?:open|close|sep|end_of_msg)\|>/gu;
/** A tag without attributes, or what may be the beginning of one. */
const TAG_OR_CUT_OFF =
  /<\|(?:open|close)\|>\s*(?:message|think|response|toolsmessage|tools|call|argument|json|thi|respo)?\s*|<\|(?:sep|end_of_msg)\|>|<\|?/gu;

/** The opens that may be framing at the head of a text. */
const HEAD = /open\|>\s*(?:message|think|response)/gu;

/** A message of the model's own form. */
const message = fc.record({
  sections: fc.array(
    fc.record({
      before: fc.oneof(fc.constant(""), blank, k3Narration),
      calls: fc.array(k3Intended, { minLength: 1, maxLength: 3 }),
      spelling: k3Spelling,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  // A lone `<` at the end, behind a section, is the beginning of a tag that was cut off (R10).
  last: fc.oneof(
    fc.constant(""),
    blank,
    k3Narration.filter((text) => text.trim() !== "<"),
  ),
});

function createParser(): K3Parser {
  return new K3Parser({ tools: K3_TOOLS });
}

function segmentsOf(pieces: readonly string[]): K3Segment[] {
  const parser = createParser();
  return [...pieces.flatMap((piece) => parser.feed(piece)), ...parser.finish()];
}

function resultOf(pieces: readonly string[]): Omit<K3Outcome, "work"> {
  const { work: _, ...outcome } = parseK3(pieces, K3_TOOLS);
  return outcome;
}

/** Segments as code units, calls and the beginning of the answer, so that it does not matter how text was cut. */
function unitsOf(segments: readonly K3Segment[]): (string | ParsedCall | null)[] {
  return segments.flatMap((segment): (string | ParsedCall | null)[] => {
    if (segment.kind === "answer") return [null];
    return segment.kind === "call" ? [segment.call] : segment.text.split("");
  });
}

function countUnits(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const unit of text.split("")) if (unit.trim() !== "") counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return counts;
}

function visible(text: string): string[] {
  return text.trim() === "" ? [] : [text];
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function escapeAttribute(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
