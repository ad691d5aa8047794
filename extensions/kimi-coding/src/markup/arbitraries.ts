import * as fc from "fast-check";
import type { DeclaredTool } from "./call-header.ts";
import { K2_DIALECT } from "./dialect.ts";
import { AB, CB, CE, IM_END, SB, SE } from "./test-support.ts";

/**
 * How the properties of this folder run: 200 times each, or `FUZZ_RUNS` times (`npm run test:properties` sets
 * 20,000). A failure prints its seed; `FUZZ_SEED` runs that seed again. Without either, the seed is a fixed one.
 */
export const fuzzOptions = {
  numRuns: Number(process.env["FUZZ_RUNS"] ?? 200),
  ...(process.env["FUZZ_SEED"] !== undefined && { seed: Number(process.env["FUZZ_SEED"]) }),
};

/** Tools that messages are read with: one that only its own arguments fit, two that fit the same, one that fits none. */
export const TOOLS: readonly DeclaredTool[] = [
  {
    name: "write",
    parameters: { type: "object", properties: { path: {}, content: {} }, required: ["path", "content"] },
  },
  { name: "glob", parameters: { type: "object", properties: { pattern: {} }, required: ["pattern"] } },
  { name: "grep", parameters: { type: "object", properties: { pattern: {} }, required: ["pattern"] } },
  { name: "functions.odd", parameters: { type: "object", properties: { odd: {} }, required: ["odd"] } },
];

const markers = Object.keys(K2_DIALECT.markers);
const marker = fc.constantFrom(...markers);
const fragment = fc
  .tuple(marker, fc.nat({ max: 27 }), fc.nat({ max: 27 }))
  .map(([marker, from, length]) => (length % 2 === 0 ? marker.slice(0, from) : marker.slice(from, length)));

const name = fc.constantFrom(
  "write",
  "glob",
  "odd",
  "functions.odd",
  "a",
  "mcp:read",
  "api.tools-x",
  "café_查",
);
const id = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("functions.", ""),
      name,
      fc.constantFrom(":0", ":12", ":007", "", ":-1", ".0", ": 1"),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(
    "0",
    "7",
    ":3",
    "functions.:0",
    "functions.{x}:{i}",
    "two words",
    "x".repeat(256),
    "y".repeat(257),
  ),
  fc.constantFrom("call_Ab12", "toolu_01Ak", "call_8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6f"),
);

const goodJson = fc.oneof(
  fc.constantFrom(
    "{}",
    "{ }",
    '{"a":1}',
    '{"path":"p","content":"c"}',
    '{"pattern":"*"}',
    '{"odd":[1,{"b":null}]}',
  ),
  fc.array(marker, { maxLength: 3 }).map((markers) => JSON.stringify({ c: markers.join(" ") })),
  fc.array(marker, { maxLength: 3 }).map((markers) => `{"c":"${markers.join("\n")}"}`),
);
const json = fc.oneof(
  { weight: 3, arbitrary: goodJson },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "{",
      "}",
      '{"a":',
      '{"a":"',
      '"',
      "\\",
      '"}',
      "[]",
      "null",
      "{oops}",
      '{"a":1}}',
    ),
  },
  { weight: 1, arbitrary: fc.array(marker, { maxLength: 3 }).map((markers) => `{"c":"${markers.join('"')}`) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
);

/** Runs of whitespace, with some that only JavaScript takes for it. */
export const blank = fc.constantFrom(" ", "\n", "\r\n", "\t", "  \n ", "\u00A0", "\u2028", "\uFEFF");
const surrogates = fc.constantFrom("\uD83D", "\uDE00", "\u{1F600}", "\uDE00\uD83D");
const prose = fc.constantFrom(
  "x",
  "Done.",
  "a < b",
  "<",
  "<|",
  "<<|tool",
  "|>",
  "- ",
  "> ",
  "1. ",
  "functions.",
);
const code = fc.constantFrom(
  "`",
  "``",
  "```",
  "\n```\n",
  "\n```js\n",
  "~~~",
  "\n~~~\n",
  "\n  ````\n",
  "\\`",
  "\\",
);

const call = fc
  .tuple(
    fc.constantFrom("functions.a:0", "write:1", "functions.glob", "3", "bad"),
    json,
    fc.constantFrom(CE, CE, "", SE, IM_END),
  )
  .map(([id, json, end]) => `${CB}${id}${AB}${json}${end}`);

const pieces = [
  { weight: 8, arbitrary: marker },
  { weight: 3, arbitrary: fragment },
  { weight: 8, arbitrary: call },
  { weight: 2, arbitrary: id },
  { weight: 2, arbitrary: id.map((id) => `${CB}${id}${AB}`) },
  { weight: 3, arbitrary: json },
  { weight: 3, arbitrary: blank },
  { weight: 3, arbitrary: prose },
  { weight: 1, arbitrary: surrogates },
  { weight: 1, arbitrary: fc.constantFrom(`${SB}${SE}`, `${SB} ${SE}`, "y".repeat(1024), " ".repeat(1024)) },
] as const;

function mix(...pieces: fc.MaybeWeightedArbitrary<string>[]): fc.Arbitrary<string> {
  return fc.array(fc.oneof(...pieces), { maxLength: 20 }).map((pieces) => pieces.join(""));
}

/** A mixture of markers, pieces of calls and everything that surrounds them. */
export const mixture = mix(...pieces, { weight: 2, arbitrary: code });

/** A mixture without backticks, tildes and escapes: none of it is code. */
export const codelessMixture = mix(...pieces).map((text) => text.replaceAll(/[`~\\]/gu, "x"));

/** A mixture that cannot leave a fenced block open. */
export const fencelessMixture = mixture.map((text) => text.replaceAll(/`{3,}|~{3,}/gu, "x"));

/** A mixture that opens neither a section nor a call. */
export const callFreeMixture = mixture.map((text) =>
  text.replaceAll(/<\|tool_calls?_section_begin\|>|<\|tool_call_begin\|>/gu, "x"),
);

/** Any text without `<|`. */
export const markupFree = fc
  .array(fc.oneof(blank, prose, code, surrogates, fc.string({ unit: "binary" })), { maxLength: 12 })
  .map((pieces) => pieces.join("").replaceAll("<|", "<"));

/** Text of which nothing is code or part of a marker, and which is visible. */
export const narration = fc
  .array(fc.oneof(blank, fc.constantFrom("x", "Done.", "a < b", "- ", "1. "), surrogates, fc.string()), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join("").replaceAll(/[`~]|<\|/gu, ""))
  .filter((text) => text.trim() !== "");

/** Where to cut a text: positions that are taken modulo its length. */
export const positions = fc.array(fc.nat(), { maxLength: 12 });

/** Cuts a text at these positions; empty pieces among them. */
export function cutAt(text: string, positions: readonly number[]): string[] {
  const sorted = positions.map((at) => at % (text.length + 1)).toSorted((a, b) => a - b);
  return [0, ...sorted].map((from, nth) => text.slice(from, sorted[nth] ?? text.length));
}

/** A call as the model means it. */
export interface IntendedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What separates the parts of a message of the model's own form. */
export interface Spelling {
  readonly singular: boolean;
  readonly blank: string;
  readonly callEnd: boolean;
  readonly sectionEnd: boolean;
}

const intendedName = fc
  .stringMatching(/^[A-Za-z_][\w:.-]{0,12}[A-Za-z]$/u)
  .filter((name) => !name.startsWith("functions."));

const argumentText = fc.oneof(
  { weight: 2, arbitrary: mixture },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

const intendedArguments = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom("path", "content", "__proto__")),
  fc.oneof(argumentText, fc.jsonValue({ maxDepth: 2 })),
  { maxKeys: 4 },
);

export const intendedCall = fc
  .record({
    name: intendedName,
    index: fc.nat({ max: 99 }),
    prefix: fc.constantFrom("functions.", ""),
    arguments: intendedArguments,
  })
  .map(({ name, index, prefix, arguments: args }): IntendedCall => ({
    id: `${prefix}${name}:${index}`,
    name,
    arguments: args,
  }));

export const spelling: fc.Arbitrary<Spelling> = fc.record({
  singular: fc.boolean(),
  blank: fc.oneof(fc.constant(""), blank),
  callEnd: fc.boolean(),
  sectionEnd: fc.boolean(),
});

/** Calls as the model's chat template writes them. */
export function renderSection(calls: readonly IntendedCall[], spelling: Spelling): string {
  const { singular, blank, callEnd, sectionEnd } = spelling;
  const rendered = calls.map(({ id, arguments: args }) =>
    ["", CB, id, AB, JSON.stringify(args), callEnd ? CE : ""].join(blank),
  );
  const section = [SB, ...rendered, sectionEnd ? blank + SE : ""].join("");
  return singular
    ? section
        .replace(SB, "<|tool_call_section_begin|>")
        .replace(/<\|tool_calls_section_end\|>$/u, "<|tool_call_section_end|>")
    : section;
}
