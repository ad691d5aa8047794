import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import {
  blank,
  callFreeMixture,
  codelessMixture,
  cutAt,
  fencelessMixture,
  fuzzOptions,
  intendedCall,
  markupFree,
  mixture,
  narration,
  positions,
  renderSection,
  spelling,
  TOOLS,
} from "./arbitraries.ts";
import { K2_DIALECT } from "./dialect.ts";
import type { ParsedCall } from "./open-call.ts";
import { MarkupParser, type Segment } from "./parser.ts";
import { AB, CB, CE, collectSegments, parse, SB, SE, type Outcome } from "./test-support.ts";

/** Invariants of `docs/reference/tool-call-markup.md`, by their numbers, as far as they are about a parser. */
describe("the parser, for every input", () => {
  it("gives the same however the text is cut (1)", () => {
    fc.assert(
      fc.property(mixture, positions, (text, positions) => {
        const whole = outcomeOf([text]);
        expect(outcomeOf(cutAt(text, positions))).toStrictEqual(whole);
        expect(outcomeOf(text.split(""))).toStrictEqual(whole);
      }),
      fuzzOptions,
    );
  });

  it("returns in pieces what it returns as a whole, and no empty piece (2)", () => {
    fc.assert(
      fc.property(mixture, positions, (text, positions) => {
        const segments = segmentsOf(cutAt(text, positions));
        const texts = segments.flatMap((segment) => (segment.kind === "text" ? [segment.text] : []));
        expect(texts).not.toContain("");
        expect(texts.join("")).toBe(parse([text], TOOLS).text);
      }),
      fuzzOptions,
    );
  });

  it("takes nothing back that it returned for the beginning of a text (3, 12)", () => {
    fc.assert(
      fc.property(mixture, fc.nat(), (text, at) => {
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
        const parser = createParser();
        const segments = cutAt(text, positions).flatMap((piece) => parser.feed(piece));
        const { blocks } = collectSegments([...segments, ...parser.finish()]);
        expect(blocks).toStrictEqual(text === "" ? [] : [text]);
        expect(parser.markersKept).toBe(0);
      }),
      fuzzOptions,
    );
  });

  it("inserts and reorders nothing (5)", () => {
    fc.assert(
      fc.property(mixture, (text) => {
        const kept = parse([text], TOOLS).text;
        let found = 0;
        for (const unit of text.split("")) if (unit === kept.charAt(found)) found += 1;
        expect(kept.slice(found)).toBe("");
      }),
      fuzzOptions,
    );
  });

  it("loses nothing and counts what it kept where there is neither a call nor a blank section (6)", () => {
    fc.assert(
      fc.property(mixture, positions, (text, positions) => {
        const parser = createParser();
        const segments = cutAt(text, positions).flatMap((piece) => parser.feed(piece));
        const outcome = collectSegments([...segments, ...parser.finish()]);
        fc.pre(outcome.calls.length === 0 && !BLANK_SECTION.test(text));
        expect(outcome.text).toBe(text);
        expect(parser.markersKept).toBe(text.match(ANY_MARKER)?.length ?? 0);
      }),
      fuzzOptions,
    );
  });

  it("accounts for every visible code unit: text, header, arguments or marker (7)", () => {
    fc.assert(
      fc.property(mixture, (text) => {
        const { text: kept, calls } = parse([text], TOOLS);
        const left = countUnits(text);
        for (const part of [kept, ...calls.flatMap((call) => [call.nativeId, call.rawArguments])])
          for (const [unit, count] of countUnits(part)) left.set(unit, (left.get(unit) ?? 0) - count);
        expect(Math.min(0, ...left.values())).toBe(0);
        const strangers = Array.from(left).filter(([unit, count]) => count > 0 && !/[<|>a-z_]/u.test(unit));
        expect(strangers).toStrictEqual([]);
        // Each marker has one `<`, `>` and two `|`; one marker at most was cut off by the end.
        const removed = left.get("<") ?? 0;
        expect(removed - (left.get(">") ?? 0)).toBeOneOf([0, 1]);
        expect(2 * removed - (left.get("|") ?? 0)).toBeOneOf([0, 1, 2]);
      }),
      fuzzOptions,
    );
  });

  it("leaves no marker of a section whose calls all parse (8)", () => {
    fc.assert(
      fc.property(message, ({ sections }) => {
        const text = sections.map(({ calls, spelling }) => renderSection(calls, spelling)).join("\n");
        expect(parse([text]).text).toBe("");
      }),
      fuzzOptions,
    );
  });

  it("invents no call: its parts are in the text, its name is in its header or the only one that fits (9)", () => {
    fc.assert(
      fc.property(mixture, (text) => {
        for (const call of parse([text], TOOLS).calls) {
          expect(text).toContain(call.nativeId);
          expect(text).toContain(call.rawArguments);
          expect(call.arguments).toStrictEqual(readLeniently(call.rawArguments));
          const { index, name, nativeId } = call;
          const suffix = index === null ? "" : `:${index}`;
          const names = [`${name}${suffix}`, `functions.${name}${suffix}`];
          if (names.includes(nativeId)) continue;
          expect(index).toBe(null);
          expect(nativeId).toMatch(/^(?::?\d+|call_.+|toolu_.+)$/u);
          expect(onlyFit(call)).toBe(name);
        }
      }),
      fuzzOptions,
    );
  });

  it("gives any string in a call's arguments back as it was (10)", () => {
    const self = readFileSync(import.meta.filename, "utf8");
    const section = renderSection([{ id: "functions.rm:0", name: "rm", arguments: { path: "/" } }], {
      singular: false,
      blank: "",
      callEnd: true,
      sectionEnd: true,
    });
    const content = fc.oneof(mixture, fc.string({ unit: "binary" }), fc.constantFrom(self, section));
    const encode = fc.constantFrom(
      (content: string) => JSON.stringify({ path: "p", content }),
      (content: string) => JSON.stringify({ path: "p", content }, null, 2),
      (content: string) => JSON.stringify({ path: "p", content }).replaceAll("<", "\\u003c"),
      // Raw control characters are the one thing that is forgiven.
      (content: string) =>
        JSON.stringify({ path: "p", content }).replaceAll(/(?<!\\)((?:\\\\)*)\\n/gu, "$1\n"),
    );
    fc.assert(
      fc.property(content, encode, positions, (content, encode, positions) => {
        const text = `${SB}${CB}functions.write:0${AB}${encode(content)}${CE}${SE}`;
        const { calls, text: kept } = parse(cutAt(text, positions), TOOLS);
        expect(calls).toMatchObject([{ name: "write", arguments: { path: "p", content } }]);
        expect(kept).toBe("");
      }),
      fuzzOptions,
    );
  });

  it("reads back what a message says and calls, in its order (11, 21)", () => {
    fc.assert(
      fc.property(message, positions, ({ sections, last }, positions) => {
        const text = sections.map(({ before, calls, spelling }) => before + renderSection(calls, spelling));
        const { blocks } = parse(cutAt([...text, last].join(""), positions));
        const expected = sections.flatMap(({ before, calls }) => [
          ...visible(before),
          ...calls.map(({ id, name, arguments: args }) => ({ nativeId: id, name, arguments: asJson(args) })),
        ]);
        const read = blocks.map((block) =>
          typeof block === "string"
            ? block
            : { nativeId: block.nativeId, name: block.name, arguments: block.arguments },
        );
        expect(read).toStrictEqual([...expected, ...visible(last)]);
      }),
      fuzzOptions,
    );
  });

  it("makes of a message that was cut off no call that the whole one does not have (13)", () => {
    fc.assert(
      fc.property(message, fc.nat(), ({ sections, last }, at) => {
        // Markers in a string that was cut off are read again as markup (R6).
        fc.pre(JSON.stringify(sections).match(ANY_MARKER) === null);
        const text = sections.map(({ before, calls, spelling }) => before + renderSection(calls, spelling));
        const whole = [...text, last].join("");
        const { calls } = parse([whole]);
        const early = parse([whole.slice(0, at % (whole.length + 1))]).calls;
        expect(early).toStrictEqual(calls.slice(0, early.length));
      }),
      fuzzOptions,
    );
  });

  it("makes only complete objects into calls wherever a text is cut off (13)", () => {
    fc.assert(
      fc.property(mixture, fc.nat(), (text, at) => {
        for (const { rawArguments } of parse([text.slice(0, at % (text.length + 1))], TOOLS).calls)
          expect(rawArguments).toMatch(/^(?:\{.*\})?$/su);
      }),
      fuzzOptions,
    );
  });

  it("holds back no more than the beginning of a marker and a run of blanks where nothing is open (15)", () => {
    const section = fc
      .tuple(intendedCall, spelling)
      .map(([call, spelling]) => renderSection([call], { ...spelling, callEnd: true, sectionEnd: true }));
    fc.assert(
      fc.property(fc.option(section, { nil: "" }), callFreeMixture, (section, text) => {
        // A marker right behind the section would be framing, and so be neither held nor returned.
        const rest = section === "" ? text : text.replaceAll(/\|>+/gu, "|");
        const parser = createParser();
        parser.feed(section);
        let returned = 0;
        for (const [at, unit] of rest.split("").entries()) {
          for (const segment of parser.feed(unit))
            returned += segment.kind === "text" ? segment.text.length : 0;
          const held = rest.slice(returned, at + 1).trimStart();
          expect(held === "" || markers.some((marker) => marker !== held && marker.startsWith(held))).toBe(
            true,
          );
        }
        for (const segment of parser.feed(" x"))
          returned += segment.kind === "text" ? segment.text.length : 0;
        expect(returned).toBe(rest.length + 2);
      }),
      fuzzOptions,
    );
  });

  it("finds a section after any text that leaves no fenced block open (16)", () => {
    // A string with a marker in it is not always data here: the text before may have opened a string too (R6).
    const plain = intendedCall.filter(
      ({ arguments: args }) => JSON.stringify(args).match(ANY_MARKER) === null,
    );
    fc.assert(
      fc.property(fencelessMixture, plain, fc.boolean(), (text, call, singular) => {
        const section = renderSection([call], { singular, blank: "", callEnd: true, sectionEnd: true });
        const { calls } = parse([`${text}\n${section}`], TOOLS);
        expect(calls.at(-1)).toMatchObject({ nativeId: call.id, arguments: asJson(call.arguments) });
      }),
      fuzzOptions,
    );
  });

  it("shares nothing between two parsers, and is over after finish() (17)", () => {
    fc.assert(
      fc.property(mixture, mixture, positions, (one, two, positions) => {
        const parsers = [createParser(), createParser()] as const;
        const pieces = [cutAt(one, positions), cutAt(two, positions)] as const;
        const segments: [Segment[], Segment[]] = [[], []];
        for (const nth of pieces[0].keys()) {
          segments[0].push(...parsers[0].feed(pieces[0][nth] ?? ""));
          segments[1].push(...parsers[1].feed(pieces[1][nth] ?? ""));
        }
        segments[0].push(...parsers[0].finish());
        segments[1].push(...parsers[1].finish());
        expect(collectSegments(segments[0]).blocks).toStrictEqual(parse([one], TOOLS).blocks);
        expect(collectSegments(segments[1]).blocks).toStrictEqual(parse([two], TOOLS).blocks);
        expect(parsers[0].finish()).toStrictEqual([]);
        expect(() => parsers[0].feed("x")).toThrow("has ended");
      }),
      fuzzOptions,
    );
  });

  it("reads a text the same after other text (19)", () => {
    // Text that does not end its line moves what follows off the start of a line, which decides what is a fence, and
    // its last `<` or backslash may belong to what follows. So it ends its line, or what follows holds no code.
    const line = narration.map((text) => `${text}\n`);
    const word = narration.map((text) => text.replaceAll("<", ""));
    const pair = fc.oneof(fc.tuple(line, mixture), fc.tuple(word, codelessMixture));
    fc.assert(
      fc.property(pair, ([before, text]) => {
        fc.pre(before.trim() !== "");
        const alone = parse([text], TOOLS);
        const behind = parse([before, text], TOOLS);
        expect(behind.calls).toStrictEqual(alone.calls);
        expect(behind.text.startsWith(before)).toBe(true);
        expect(behind.text.slice(before.length).trimStart()).toBe(alone.text.trimStart());
      }),
      fuzzOptions,
    );
  });

  it("handles each code unit at most three times (20)", () => {
    fc.assert(
      fc.property(mixture, (text) => {
        for (const times of [1, 4, 16]) {
          const long = text.repeat(times);
          expect(parse([long], TOOLS).work).toBeLessThanOrEqual(3 * long.length);
        }
      }),
      fuzzOptions,
    );
  });

  it.each([
    { name: "angles", unit: "<" },
    { name: "cut-off markers", unit: SB.slice(0, -2) },
    { name: "section begins", unit: SB },
    { name: "call begins", unit: CB },
    { name: "calls without arguments' end", unit: `${CB}functions.a:0${AB}{"a":"${CE}` },
    {
      name: "failing calls with markers in strings",
      unit: `${CB}functions.a:0${AB}{"a":"${CE}${CB}b:1${AB}{"}`,
    },
    { name: "calls that name no tool, with markers in strings", unit: `${CB}9${AB}{"a":"${CB}${CE}"}${CE}` },
    { name: "calls in calls' strings", unit: `${CB}a:0${AB}{"a":"${CB}b:1${AB}{\\"b\\":\\"` },
    { name: "garbage behind arguments", unit: `${CB}a:0${AB}{"a":"${CE}"}}` },
    { name: "blanks in headers", unit: `${CB}${" ".repeat(99)}` },
    { name: "backticks", unit: "`<" },
  ])("does linear work on hostile input: $name (20)", ({ unit }) => {
    for (const prefix of [
      "",
      SB,
      `${CB}functions.a:0${AB}{"a":"`,
      `${CB}functions.a:0${AB}{"a":"${CE}${CB}b:1${AB}`,
    ]) {
      for (const times of [100, 400, 1600]) {
        const text = prefix + unit.repeat(times);
        expect(parse([text], TOOLS).work).toBeLessThanOrEqual(3 * text.length);
        expect(parse(text.match(/.{1,7}/gsu) ?? [], TOOLS).work).toBeLessThanOrEqual(3 * text.length);
      }
    }
  });

  it("has no empty or blank text beside a call (21)", () => {
    fc.assert(
      fc.property(mixture, positions, (text, positions) => {
        const { blocks } = parse(cutAt(text, positions), TOOLS);
        for (const [at, block] of blocks.entries()) {
          if (typeof block !== "string") continue;
          const besideCall =
            blocks.length > 1 && [blocks[at - 1], blocks[at + 1]].some((other) => typeof other === "object");
          expect(block).toMatch(besideCall ? /\S/u : /./su);
        }
      }),
      fuzzOptions,
    );
  });

  it("agrees with a plain reader of well-formed messages of one section (23)", () => {
    fc.assert(
      fc.property(
        fc.array(intendedCall, { minLength: 1, maxLength: 4 }),
        spelling,
        narration,
        (calls, spelling, before) => {
          // The plain reader knows nothing of strings.
          fc.pre(JSON.stringify(calls).match(ANY_MARKER) === null);
          const text = before + renderSection(calls, { ...spelling, callEnd: true, sectionEnd: true });
          const { calls: read, text: kept } = parse([text]);
          const model = readPlainly(text);
          expect(kept).toBe(model.text);
          expect(read.map(({ name, arguments: args }) => ({ name, arguments: args }))).toStrictEqual(
            model.calls,
          );
        },
      ),
      fuzzOptions,
    );
  });
});

const ANY_MARKER =
  /<\|tool_calls?_section_(?:begin|end)\|>|<\|tool_call_(?:begin|argument_begin|end)\|>|<\|im_end\|>/gu;
const BLANK_SECTION =
  /<\|tool_calls?_section_begin\|>(?:\s|<\|tool_calls?_section_begin\|>)*<\|tool_calls?_section_end\|>/u;

const markers = Object.keys(K2_DIALECT.markers);

/**
 * A message of the model's own form. A call without its end marker has a marker or the end of the message behind it,
 * and so has no text behind it.
 */
const message = fc
  .record({
    sections: fc.array(
      fc.record({
        before: fc.oneof(fc.constant(""), blank, narration),
        calls: fc.array(intendedCall, { minLength: 1, maxLength: 3 }),
        spelling,
      }),
      { maxLength: 3 },
    ),
    // A lone `<` at the end, behind framing, is the beginning of a marker that was cut off (R10).
    last: fc.oneof(
      fc.constant(""),
      blank,
      narration.filter((text) => text.trim() !== "<"),
    ),
  })
  .map(({ sections, last }) => ({
    last: sections.length === 0 ? "" : last,
    sections: sections.map(({ spelling, ...section }, nth) => {
      const next = sections[nth + 1]?.before ?? last;
      const callEnd = spelling.callEnd || (!spelling.sectionEnd && next.trim() !== "");
      return { ...section, spelling: { ...spelling, callEnd } };
    }),
  }));

function createParser(): MarkupParser {
  return new MarkupParser({ dialect: K2_DIALECT, tools: TOOLS });
}

function segmentsOf(pieces: readonly string[]): Segment[] {
  const parser = createParser();
  return [...pieces.flatMap((piece) => parser.feed(piece)), ...parser.finish()];
}

function outcomeOf(pieces: readonly string[]): Outcome {
  return parse(pieces, TOOLS);
}

/** Segments as code units and calls, so that it does not matter how the text among them was cut. */
function unitsOf(segments: readonly Segment[]): (string | ParsedCall)[] {
  return segments.flatMap((segment): (string | ParsedCall)[] =>
    segment.kind === "call" ? [segment.call] : segment.text.split(""),
  );
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

/** Reads JSON whose strings may hold raw control characters. */
function readLeniently(json: string): unknown {
  const escaped = json.replaceAll(/"(?:[^"\\]|\\.)*"/gsu, (string) =>
    string.replaceAll(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
  return json === "" ? {} : JSON.parse(escaped);
}

/** The tool among `TOOLS` that alone takes exactly the arguments of a call: they require all that they declare. */
function onlyFit({ arguments: args }: ParsedCall): string | null {
  const keys = Object.keys(args).toSorted().join();
  return keys === "content,path" ? "write" : keys === "odd" ? "functions.odd" : null;
}

/** An independent reader of messages that end in one section, as Moonshot's guide has it. */
function readPlainly(message: string): { text: string; calls: unknown[] } {
  const section = /\s*<\|tool_calls?_section_begin\|>(?<calls>.*)<\|tool_calls?_section_end\|>\s*$/su;
  const call =
    /<\|tool_call_begin\|>\s*(?:functions\.)?(?<name>[^\s<]+):\d+\s*<\|tool_call_argument_begin\|>(?<args>.*?)<\|tool_call_end\|>/gsu;
  const calls = section.exec(message)?.groups?.["calls"] ?? "";
  return {
    text: message.slice(0, message.search(/<\|tool_calls?_section_begin\|>/u)),
    calls: Array.from(calls.matchAll(call), ({ groups = {} }) => ({
      name: groups["name"],
      arguments: JSON.parse(groups["args"]?.trim() ?? ""),
    })),
  };
}
