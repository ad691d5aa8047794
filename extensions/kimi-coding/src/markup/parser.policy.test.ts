import { describe, expect, it } from "vitest";
import type { DeclaredTool } from "./call-header.ts";
import { AB, CB, CE, cuts, IM_END, parse, SB, SE } from "./test-support.ts";

const A = `${CB}functions.a:0${AB}{}${CE}`;
const B = `${CB}functions.b:1${AB}{"y":2}${CE}`;

const TOOLS: readonly DeclaredTool[] = [
  { name: "read_file", parameters: { properties: { path: {} }, required: ["path"] } },
  { name: "get_weather", parameters: { properties: { city: {} }, required: ["city"] } },
];

interface Example {
  readonly name: string;
  readonly text: string;
  /** What stays in the text; all of it if not given. */
  readonly kept?: string;
  /** The names of the calls; none if not given. */
  readonly calls?: readonly string[];
}

const examples: Readonly<Record<string, readonly Example[]>> = {
  "R1, what ends a call": [
    { name: "a section's end", text: `${SB}${A.slice(0, -CE.length)}${SE} ok`, kept: " ok", calls: ["a"] },
    {
      name: "a section's begin",
      text: `${A.slice(0, -CE.length)}${SB}${B}${SE}`,
      kept: "",
      calls: ["a", "b"],
    },
    { name: "the next call", text: `${A.slice(0, -CE.length)}${B}`, kept: "", calls: ["a", "b"] },
    {
      name: "the next call, without arguments",
      text: `${CB}a:0${AB}${CB}b:1${AB}${CE}`,
      kept: "",
      calls: ["a", "b"],
    },
    { name: "the end of the text", text: `${SB}${CB}a:0${AB}{ } \n`, kept: "", calls: ["a"] },
    {
      name: "the end of the text, within a marker",
      text: `${CB}a:0${AB}{}<|tool_call_e`,
      kept: "",
      calls: ["a"],
    },
  ],
  "R2, what is none": [
    { name: "a header alone", text: `${SB}${CB}functions.a:0` },
    { name: "a header and no arguments at the end of the text", text: `${SB}${CB}functions.a:0${AB}` },
    { name: "a header and half a marker", text: `${CB}functions.a:0${AB}<|tool_call_end` },
    { name: "no arguments marker", text: `${SB}${CB}functions.a:0{}${CE}${SE}` },
    { name: "two arguments markers", text: `${SB}${CB}functions.a:0${AB}${AB}{}${CE}${SE}` },
    { name: "an arguments marker behind the arguments", text: `${CB}functions.a:0${AB}{}${AB}${CE}` },
    {
      name: "the end of the turn within the arguments",
      text: `${CB}functions.a:0${AB}{"a":${IM_END}1}${CE}`,
    },
  ],
  "R3, headers": [
    {
      name: "of 256 code units",
      text: `${CB}${"f".repeat(254)}:0${AB}{}${CE}`,
      kept: "",
      calls: ["f".repeat(254)],
    },
    { name: "of 257 code units", text: `${CB}${"f".repeat(255)}:0${AB}{}${CE}` },
    { name: "of two words", text: `${CB}functions.a :0${AB}{}${CE}` },
    {
      name: "with a no-break space around",
      text: `${CB}\u00A0a:0\u00A0${AB}{}${CE}`,
      kept: "",
      calls: ["a"],
    },
    { name: "with a `<`", text: `${CB}a<b:0${AB}{}${CE}` },
    { name: "with another begin", text: `${SB}${CB}${A}${SE}`, kept: CB, calls: ["a"] },
    {
      name: "in prose in front of a call",
      text: `${CB} is a token ${A}`,
      kept: `${CB} is a token `,
      calls: ["a"],
    },
  ],
  "R4, tools": [
    {
      name: "declared",
      text: `${CB}functions.read_file${AB}{"path":"/"}${CE}`,
      kept: "",
      calls: ["read_file"],
    },
    {
      name: "declared, by a bare name",
      text: `${CB}read_file${AB}{"path":"/"}${CE}`,
      kept: "",
      calls: ["read_file"],
    },
    { name: "undeclared with an index", text: `${CB}rm:0${AB}{"path":"/"}${CE}`, kept: "", calls: ["rm"] },
    { name: "undeclared without an index", text: `${CB}functions.frob${AB}{"path":"/"}${CE}` },
    { name: "inferred from a counter", text: `${CB}0${AB}{"path":"/"}${CE}`, kept: "", calls: ["read_file"] },
    {
      name: "inferred from a client's id",
      text: `${CB}call_a1${AB}{"city":"T"}${CE}`,
      kept: "",
      calls: ["get_weather"],
    },
    { name: "not inferred where none fits", text: `${CB}0${AB}{"path":"/","city":"T"}${CE}` },
  ],
  "R5, arguments": [
    { name: "of blanks", text: `${CB}a:0${AB} \r\n ${CE}`, kept: "", calls: ["a"] },
    {
      name: "with blanks that JSON has not",
      text: `${CB}a:0${AB}\u00A0{}\u2028${CE}`,
      kept: "",
      calls: ["a"],
    },
    { name: "with such blanks within", text: `${CB}a:0${AB}{\u00A0}${CE}` },
    { name: "that are a number", text: `${CB}a:0${AB}42${CE}` },
    { name: "with a trailing comma", text: `${CB}a:0${AB}{"a":1,}${CE}` },
    { name: "without the last brace", text: `${CB}a:0${AB}{"a":1${CE}` },
    { name: "with text behind", text: `${CB}a:0${AB}{"a":1} ok${CE}` },
    { name: "twice", text: `${CB}a:0${AB}{}{}${CE}` },
    { name: "twice, the second behind a blank", text: `${CB}a:0${AB}{} {}${CE}` },
  ],
  "R6, strings": [
    { name: "with a section's end", text: `${CB}a:0${AB}{"a":"${SE}"}${CE}`, kept: "", calls: ["a"] },
    { name: "with an arguments marker", text: `${CB}a:0${AB}{"a":"${AB}"}${CE}`, kept: "", calls: ["a"] },
    { name: "with the end of a turn", text: `${CB}a:0${AB}{"a":"${IM_END}"}${CE}`, kept: "", calls: ["a"] },
    { name: "in a key", text: `${CB}a:0${AB}{"${CE}":1}${CE}`, kept: "", calls: ["a"] },
    {
      name: "that never end, in front of a call",
      text: `${SB}${CB}bad:0${AB}{"l":"NYC${CE}${B}${SE}`,
      kept: `${CB}bad:0${AB}{"l":"NYC${CE}`,
      calls: ["b"],
    },
    {
      name: "that never end, in front of a begin",
      text: `${CB}bad:0${AB}{"l":"NYC${B}`,
      kept: `${CB}bad:0${AB}{"l":"NYC`,
      calls: ["b"],
    },
    { name: "in what is read again", text: `${CB}a:0${AB}{"x":"${CE}${CB}b:1${AB}{"y":"${CE}"}${CE}` },
    {
      name: "in what is read again, with an arguments marker",
      text: `${CB}a:0${AB}{"x":"${CE}${CB}b:1${AB}{"y":"${AB}${IM_END}"}${CE}`,
      kept: `${CB}a:0${AB}{"x":"${CE}`,
      calls: ["b"],
    },
    {
      name: "behind what was read again",
      text: `${CB}a:0${AB}{"x":"${CE}" oops ${CB}b:1${AB}{"y":"${CE}"}${CE}`,
      kept: `${CB}a:0${AB}{"x":"${CE}" oops `,
      calls: ["b"],
    },
    {
      name: "in a call behind one that was read again to the end",
      text: `${CB}a:0${AB}{"x":"${CE}${CB}b:1${AB}{"y":x${CB}c:2${AB}{"z":"${CE}"}${CE}`,
      kept: `${CB}a:0${AB}{"x":"${CE}${CB}b:1${AB}{"y":x`,
      calls: ["c"],
    },
  ],
  "R7, sections": [
    { name: "that are mentioned as a pair", text: `Between ${SB} and ${SE} there are calls.` },
    { name: "that are blank", text: ` ${SB}\n${SE}\n`, kept: "" },
    { name: "that are blank and begin twice", text: `a ${SB}\n${SB} ${SE} b`, kept: "a  b" },
    {
      name: "that begin at the end of the text",
      text: `${SB}${A}${SE}\n${SB}`,
      kept: `\n${SB}`,
      calls: ["a"],
    },
    { name: "with a call behind text", text: `An ${SB} token. ${A}`, kept: "An  token. ", calls: ["a"] },
    {
      name: "with text alone, in front of a call",
      text: `${SB}x${SE} ${A}`,
      kept: `${SB}x${SE} `,
      calls: ["a"],
    },
    { name: "with text alone, in front of another", text: `${SB}x${SB}${A}`, kept: `${SB}x`, calls: ["a"] },
    { name: "with a bad call alone", text: `${SB}${CB}bad${CE}${SE}ok` },
    {
      name: "with more noise than is held",
      text: `${SB}${"y".repeat(1025)}${A}${SE}`,
      kept: `${SB}${"y".repeat(1025)}`,
      calls: ["a"],
    },
    {
      name: "with as much noise as is held",
      text: `${SB}${"y".repeat(1024)}${A}${SE}`,
      kept: "y".repeat(1024),
      calls: ["a"],
    },
    { name: "behind a section with a call", text: `${SB}${A}${SB}x${SE}`, kept: `${SB}x${SE}`, calls: ["a"] },
  ],
  "R8, blanks": [
    { name: "alone", text: " \n" },
    { name: "in front of text", text: "\n\n Hi" },
    { name: "in front of half a marker", text: " <|tool" },
    { name: "in front of a marker that is text", text: ` ${CE}` },
    { name: "in front of a call", text: ` \n${A}`, kept: "", calls: ["a"] },
    { name: "in front of a bad call", text: ` ${CB}bad` },
    { name: "in front of a mark of byte order", text: `\uFEFF${A}`, kept: "", calls: ["a"] },
    { name: "between a call and a bad one", text: `${A} ${CB}bad`, kept: ` ${CB}bad`, calls: ["a"] },
    { name: "between sections", text: `${SB}${A}${SE}\n\n${SB}${B}${SE}`, kept: "", calls: ["a", "b"] },
    { name: "between a section and text", text: `${SB}${A}${SE}\n\nHi`, kept: "\n\nHi", calls: ["a"] },
    { name: "in front of a section that is text", text: `${A} ${SB} x`, kept: ` ${SB} x`, calls: ["a"] },
  ],
  "R9, noise": [
    { name: "behind the last call", text: `${SB}${A} bye ${SE}`, kept: " bye ", calls: ["a"] },
    { name: "of an end marker", text: `${SB}${A} x${CE}${B}${SE}`, kept: ` x${CE}`, calls: ["a", "b"] },
    { name: "of an arguments marker", text: `${SB}${A}${AB}${SE}`, kept: AB, calls: ["a"] },
    {
      name: "of a bad call behind blanks",
      text: `${SB} ${CB}bad ${A}${SE}`,
      kept: ` ${CB}bad `,
      calls: ["a"],
    },
  ],
  "R10, stray ends": [
    { name: "of a call behind a call", text: `${SB}${A}${CE} ${CE}${B}${SE}`, kept: "", calls: ["a", "b"] },
    { name: "of a section behind a section", text: `${SB}${A}${SE}\n${SE}\n`, kept: "", calls: ["a"] },
    { name: "of a section behind a blank one", text: `${SB}${SE}${SE}x`, kept: "x" },
    { name: "of a turn behind a call", text: `${SB}${A} ${IM_END} ${SE}`, kept: "", calls: ["a"] },
    { name: "of a turn in front of text", text: `${A}${IM_END}\nmore`, kept: "\nmore", calls: ["a"] },
    { name: "of a turn behind text", text: `Done.${IM_END}` },
    { name: "of a section behind text", text: `${A} x${SE}`, kept: ` x${SE}`, calls: ["a"] },
    { name: "of a section behind a section that is text", text: `${SB}x${SE}${SE}` },
    { name: "of a call in a section without one", text: `${SB}${CE}` },
    { name: "of a turn in a section without a call", text: `${SB}${IM_END}` },
    { name: "of a call that has none", text: CE },
    { name: "cut off behind a call", text: `${A} <|tool_call_beg`, kept: "", calls: ["a"] },
    { name: "cut off behind a blank section", text: `${SB}${SE} <`, kept: "" },
    { name: "cut off behind text", text: `${A} x <|tool`, kept: " x <|tool", calls: ["a"] },
    { name: "cut off behind a section's begin", text: `${A}${SB}<|tool`, kept: `${SB}<|tool`, calls: ["a"] },
    { name: "of a call in front of text", text: `${A}\n${CE} x`, kept: " x", calls: ["a"] },
  ],
  "R12, code": [
    { name: "in a line", text: `Use \`${A}\` so.` },
    {
      name: "in a line, in front of a call behind it",
      text: `\`${CB}\` ${A}`,
      kept: `\`${CB}\` `,
      calls: ["a"],
    },
    { name: "in a line before", text: `don\`t\n${A}`, kept: "don`t\n", calls: ["a"] },
    { name: "in a block of tildes", text: `~~~\n${SB}${A}${SE}\n~~~` },
    { name: "in a block that never ends", text: `\`\`\`\n${SB}${A}${SE}` },
    { name: "in a block in a block", text: `\`\`\`\`\n\`\`\`\n${A}\n\`\`\`\n\`\`\`\`\n` },
    { name: "in a block that lists one", text: `\`\`\`md\n- \`\`\`\n${A}\n\`\`\`` },
    {
      name: "that ends in front of a call",
      text: `\`\`\`\nx\n\`\`\`${A}`,
      kept: "```\nx\n```",
      calls: ["a"],
    },
    {
      name: "in the arguments of a call",
      text: `${CB}a:0${AB}{"c":"\`\`\`"}${CE}${B}`,
      kept: "",
      calls: ["a", "b"],
    },
    { name: "in the arguments of a bad call", text: `${CB}a.0${AB}{"c":"\`${CE}${B}` },
    { name: "in a bad call", text: `${CB}a:0${AB}{oops\`${B}` },
    { name: "behind a call in its line", text: `${A}\`\`\`\n${B}`, kept: `\`\`\`\n${B}`, calls: ["a"] },
    {
      name: "that markers close, in a section",
      text: `${SB}${A}\`${SE}\` ${SE}`,
      kept: `\`${SE}\` `,
      calls: ["a"],
    },
    { name: "of a bad call, for what follows it", text: `${CB}a:0${AB}{"c":"\`" oops ${B}` },
    { name: "behind a call within a line", text: `x${A}\`\`\`\n${B}`, kept: `x\`\`\`\n${B}`, calls: ["a"] },
    {
      name: "that a marker keeps off its line's start",
      text: `${CE}\`\`\`\n${A}`,
      kept: `${CE}\`\`\`\n`,
      calls: ["a"],
    },
  ],
};

describe.each(cuts)("the policy beyond its worked examples, $name", ({ cut }) => {
  describe.each(Object.entries(examples))("%s", (_rule, examples) => {
    it.each([...examples])("$name", ({ text, kept = text, calls = [] }) => {
      const outcome = parse(cut([text]), TOOLS);
      expect(outcome.text).toBe(kept);
      expect(outcome.calls.map((call) => call.name)).toStrictEqual(calls);
    });
  });
});
