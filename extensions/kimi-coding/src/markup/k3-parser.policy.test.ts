import { describe, expect, it } from "vitest";
import type { DeclaredTool } from "./call-header.ts";
import {
  argument,
  argumentOpen,
  C,
  call,
  CALL_CLOSE,
  callOpen,
  close,
  E,
  MESSAGE_CLOSE,
  O,
  open,
  parseK3,
  RESPONSE_CLOSE,
  RESPONSE_OPEN,
  S,
  section,
  THINK_CLOSE,
  TOOLS_CLOSE,
  TOOLS_OPEN,
} from "./k3-test-support.ts";
import { cuts } from "./test-support.ts";

const A = call("a");
const B = call("b", argument("y", "number", "2"));
const MESSAGE_OPEN = open('message role="assistant"');
const THINK_OPEN = open("think");
const TOOLS: readonly DeclaredTool[] = [{ name: "ls" }, { name: "two words" }, { name: 'a&b"c' }];

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
    { name: "the next call", text: callOpen("a") + B, kept: "", calls: ["a", "b"] },
    {
      name: "the close of the section",
      text: `${TOOLS_OPEN}${callOpen("a")}${TOOLS_CLOSE}`,
      kept: "",
      calls: ["a"],
    },
    {
      name: "the close of the section and the message in one",
      text: `${callOpen("a")}${close("toolsmessage")}`,
      kept: "",
      calls: ["a"],
    },
    {
      name: "not the open of a section",
      text: `${callOpen("a")}${section(B)}`,
      kept: callOpen("a"),
      calls: ["b"],
    },
    { name: "not the end of the text", text: callOpen("a") },
    { name: "not the end of the text, within its close", text: `${callOpen("a")}${C}call` },
    { name: "not the close of the message", text: `${callOpen("a")}${MESSAGE_CLOSE} x` },
    { name: "not the end token", text: `${callOpen("a")}${E} x` },
  ],
  "R3, tags": [
    {
      name: "with an attribute that begins with a digit",
      text: `${open('call 1="x" tool="a" index="1"')}${CALL_CLOSE} x`,
    },
    {
      name: "with blanks within",
      text: `${O} call\ttool="a"\n index="1" ${S}${C} call ${S}`,
      kept: "",
      calls: ["a"],
    },
    {
      name: "of 512 code units",
      text: `${open(`call tool="${"x".repeat(490)}" index="1"`)}${CALL_CLOSE}`,
      kept: "",
      calls: ["x".repeat(490)],
    },
    { name: "of 513 code units", text: `${open(`call tool="${"x".repeat(491)}" index="1"`)} x` },
    { name: "without attributes", text: `${open("call")}${CALL_CLOSE} x` },
    { name: "with an attribute twice", text: `${open('call tool="a" tool="a" index="1"')}${CALL_CLOSE} x` },
    { name: "with single quotes", text: `${open("call tool='a' index='1'")}${CALL_CLOSE} x` },
    { name: "without quotes", text: `${open("call tool=a index=1")}${CALL_CLOSE} x` },
    { name: "without a blank between attributes", text: `${open('call tool="a"index="1"')}${CALL_CLOSE} x` },
    {
      name: "with an unknown attribute",
      text: `${open('call tool="a" index="1" x.y-z="<b>"')}${CALL_CLOSE}`,
      kept: "",
      calls: ["a"],
    },
    {
      name: "with a marker in a value",
      text: `${O}call tool="a${A}`,
      kept: `${O}call tool="a`,
      calls: ["a"],
    },
    {
      name: "with half a marker in a value",
      text: `${open('call tool="a" x="<|close" index="1"')}${CALL_CLOSE}`,
      kept: "",
      calls: ["a"],
    },
    { name: "with the end token in a value", text: `${O}call tool="a${E} x` },
    {
      name: "with attributes that it has not",
      text: `${open('tools x="1"')}${A}`,
      kept: open('tools x="1"'),
      calls: ["a"],
    },
    { name: "with attributes in a close", text: `${callOpen("a")}${close('call x="1"')} x` },
    { name: "of another name", text: `${O}tool${S}${A}`, kept: `${O}tool${S}`, calls: ["a"] },
    { name: "of a longer name", text: `${open('calls tool="a" index="1"')} x` },
    { name: "that are none, in front of one", text: `${O}${O}${C}${A}`, kept: O + O + C, calls: ["a"] },
  ],
  "R4, tools": [
    { name: "declared", text: `${open('call tool="ls"')}${CALL_CLOSE}`, kept: "", calls: ["ls"] },
    {
      name: "declared, of two words",
      text: `${open('call tool="two words"')}${CALL_CLOSE}`,
      kept: "",
      calls: ["two words"],
    },
    {
      name: "declared, with escapes",
      text: `${open('call tool="a&amp;b&quot;c"')}${CALL_CLOSE}`,
      kept: "",
      calls: ['a&b"c'],
    },
    {
      name: "declared, with another index",
      text: `${open('call tool="ls" index="x"')}${CALL_CLOSE}`,
      kept: "",
      calls: ["ls"],
    },
    { name: "undeclared, with an index", text: call("rm"), kept: "", calls: ["rm"] },
    {
      name: "undeclared, with an index of no digits",
      text: `${open('call tool="rm" index="x"')}${CALL_CLOSE} x`,
    },
    { name: "undeclared, with a blank in the name", text: `${callOpen("r m")}${CALL_CLOSE} x` },
    {
      name: "with the prefix of K2, which stays",
      text: call("functions.ls"),
      kept: "",
      calls: ["functions.ls"],
    },
    { name: "without a name", text: `${callOpen("")}${CALL_CLOSE} x` },
  ],
  "R5, values": [
    { name: "without a key", text: call("a", argument("", "string", "x")) },
    { name: "of an unknown type", text: call("a", argument("k", "date", "1")) },
    { name: "of a type that every object has", text: call("a", argument("k", "toString", "1")) },
    { name: "of half a number", text: call("a", argument("k", "integer", "2.5")) },
    {
      name: "of a whole number with a point",
      text: call("a", argument("k", "integer", "2.0")),
      kept: "",
      calls: ["a"],
    },
    { name: "of a number beyond all numbers", text: call("a", argument("k", "number", "1e999")) },
    {
      name: "with blanks that JSON has not",
      text: call("a", argument("k", "array", "\u00A0[1]\u2028")),
      kept: "",
      calls: ["a"],
    },
    { name: "with such blanks within", text: call("a", argument("k", "array", "[\u00A0]")) },
    { name: "twice in one", text: call("a", argument("k", "number", "1 2")) },
    { name: "as members of an object", text: call("a", argument("k", "number", '1,"b":2')) },
    { name: "with a brace too many", text: call("a", argument("k", "number", "1}")) },
    { name: "that are empty", text: call("a", argument("k", "number", "")) },
    { name: "null that is an object", text: call("a", argument("k", "object", "null")) },
    {
      name: "with raw line breaks in their strings",
      text: call("a", argument("k", "array", '["x\ny"]')),
      kept: "",
      calls: ["a"],
    },
    { name: "of a json tag without a type", text: call("a", `${open('json x="1"')}{}${close("json")}`) },
    {
      name: "of two json tags",
      text: call("a", `${open('json type="object"')}{}${close("json")}`.repeat(2)),
    },
    {
      name: "of a json tag behind an argument",
      text: call("a", argument("k", "string", "x"), `${open('json type="object"')}{}${close("json")}`),
    },
    {
      name: "behind a json tag",
      text: call("a", `${open('json type="object"')}{}${close("json")}`, argument("k", "string", "x")),
    },
    {
      name: "of a json tag that an argument closes",
      text: call("a", `${open('json type="object"')}{}${close("argument")}`),
    },
  ],
  "R6, strings": [
    {
      name: "in what is read again, with framing",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}${call("w", argument("k", "string", RESPONSE_OPEN))}`,
      kept: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}`,
      calls: ["w"],
    },
    {
      name: "in what is read again, with an argument",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}${call("w", argument("k", "string", argument("q", "string", "")))}`,
    },
    {
      name: "with framing of all kinds",
      text: call("a", argument("k", "string", `${E}${C}think${MESSAGE_CLOSE}${O}${S}${RESPONSE_OPEN}`)),
      kept: "",
      calls: ["a"],
    },
    {
      name: "with half a tag of an argument",
      text: call("a", argument("k", "string", `${O}argument key="`)),
      kept: "",
      calls: ["a"],
    },
    {
      name: "with an argument open that has no attributes",
      text: call("a", argument("k", "string", open("argument"))),
      kept: "",
      calls: ["a"],
    },
    {
      name: "with a close that pairs with nothing",
      text: call("a", argument("k", "string", `x${close("argument")}y`)),
    },
    {
      name: "that lost their close, in front of a section",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${section(B)}`,
      kept: `${callOpen("a")}${argumentOpen("k", "string")}foo`,
      calls: ["b"],
    },
    {
      name: "that lost their close, in front of a call",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${B}`,
      kept: `${callOpen("a")}${argumentOpen("k", "string")}foo`,
      calls: ["b"],
    },
    {
      name: "that lost their close, in front of a call that holds a call",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}${call("w", argument("k", "string", A))}`,
      kept: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}${callOpen("w")}${argumentOpen("k", "string")}${close("argument")}${CALL_CLOSE}`,
      calls: ["a"],
    },
    {
      name: "in what is read again, with an open of a section alone",
      text: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}${call("w", argument("k", "string", TOOLS_OPEN))}`,
      kept: `${callOpen("a")}${argumentOpen("k", "string")}foo${CALL_CLOSE}`,
      calls: ["w"],
    },
    {
      name: "with a section, in a call whose next value is none",
      text: call("a", argument("k", "string", section(B)), argument("n", "number", "two")),
    },
    {
      name: "of JSON that never end, in front of a call",
      text: `${callOpen("a")}${argumentOpen("k", "object")}{"x":"foo${CALL_CLOSE}${B}`,
      kept: `${callOpen("a")}${argumentOpen("k", "object")}{"x":"foo${CALL_CLOSE}`,
      calls: ["b"],
    },
    {
      name: "of JSON of another kind, with tags",
      text: call("a", argument("k", "array", `{"x":"${TOOLS_OPEN}${TOOLS_CLOSE}"}`)),
    },
    {
      name: "of JSON, with an end of the value outside",
      text: call("a", argument("k", "object", `{"x":${close("argument")}"y"}`)),
    },
  ],
  "R7, sections": [
    {
      name: "that are mentioned as a pair",
      text: `Between ${TOOLS_OPEN} and ${TOOLS_CLOSE} there are calls.`,
    },
    {
      name: "that are blank and begin twice",
      text: `a ${TOOLS_OPEN}\n${TOOLS_OPEN} ${TOOLS_CLOSE} b`,
      kept: "a  b",
    },
    { name: "with a call behind text", text: `An ${TOOLS_OPEN} tag. ${A}`, kept: "An  tag. ", calls: ["a"] },
    {
      name: "with text alone, in front of another",
      text: `${TOOLS_OPEN}x${section(A)}`,
      kept: `${TOOLS_OPEN}x`,
      calls: ["a"],
    },
    {
      name: "with more noise than is held",
      text: `${TOOLS_OPEN}${"y".repeat(1025)}${A}`,
      kept: `${TOOLS_OPEN}${"y".repeat(1025)}`,
      calls: ["a"],
    },
    {
      name: "with as much noise as is held",
      text: `${TOOLS_OPEN}${"y".repeat(1024)}${A}`,
      kept: "y".repeat(1024),
      calls: ["a"],
    },
    {
      name: "that a step to the response ends",
      text: `The ${TOOLS_OPEN} tag${THINK_CLOSE}${RESPONSE_OPEN}So: ${A}`,
      kept: `The ${TOOLS_OPEN} tagSo: `,
      calls: ["a"],
    },
  ],
  "R8, blanks": [
    { name: "alone", text: " \n" },
    { name: "in front of half a tag", text: ` ${O}too` },
    { name: "in front of a call", text: ` \n${A}`, kept: "", calls: ["a"] },
    { name: "between sections", text: `${section(A)}\n\n${section(B)}`, kept: "", calls: ["a", "b"] },
    { name: "between a section and text", text: `${section(A)}\n\nHi`, kept: "\n\nHi", calls: ["a"] },
    { name: "around framing at the head", text: `\n${RESPONSE_OPEN}\nHi`, kept: "\nHi" },
    { name: "around framing alone", text: ` ${RESPONSE_OPEN} `, kept: "" },
    { name: "around a step", text: `Hm. \n${THINK_CLOSE}\n${RESPONSE_OPEN}\nHi`, kept: "Hm. \n\nHi" },
  ],
  "R9, noise": [
    {
      name: "behind the last call",
      text: `${TOOLS_OPEN}${A} bye ${TOOLS_CLOSE}`,
      kept: " bye ",
      calls: ["a"],
    },
    {
      name: "of a bad call",
      text: `${TOOLS_OPEN} ${open("call")} ${A}${TOOLS_CLOSE}`,
      kept: ` ${open("call")} `,
      calls: ["a"],
    },
  ],
  "R10 a, steps": [
    {
      name: "from the response to another",
      text: `Hi.${RESPONSE_CLOSE}${RESPONSE_OPEN} Again.`,
      kept: "Hi. Again.",
    },
    { name: "with a close that lacks its end", text: `Hm.${C}think${RESPONSE_OPEN}Hi`, kept: "Hm.Hi" },
    { name: "with such a close and blanks", text: `Hm.${C}think\n${RESPONSE_OPEN}Hi`, kept: "Hm.Hi" },
    { name: "without a close", text: `Hm. ${RESPONSE_OPEN}Hi` },
    { name: "from the message", text: `Hi.${MESSAGE_CLOSE}${RESPONSE_OPEN} x` },
    {
      name: "from the message, with a step behind it",
      text: `Hi.${MESSAGE_CLOSE}${THINK_CLOSE}${RESPONSE_OPEN} x`,
      kept: `Hi.${MESSAGE_CLOSE} x`,
    },
    { name: "with text between", text: `Hm.${THINK_CLOSE} and ${RESPONSE_OPEN} x` },
    { name: "of a close and a half tag", text: `Hm.${C}think<|o x` },
  ],
  "R10 b, heads": [
    { name: "of all three", text: `${MESSAGE_OPEN}${THINK_OPEN}Hm.`, kept: "Hm." },
    { name: "of a response", text: `${MESSAGE_OPEN}${RESPONSE_OPEN}Hi.`, kept: "Hi." },
    { name: "of an empty thinking", text: `${THINK_OPEN}${THINK_CLOSE}${RESPONSE_OPEN}Hi.`, kept: "Hi." },
    { name: "of the user", text: `${open('message role="user"')}Hi.` },
    { name: "behind text", text: `x ${MESSAGE_OPEN}${THINK_OPEN}y` },
    { name: "behind a call", text: `${A}${THINK_OPEN}y`, kept: `${THINK_OPEN}y`, calls: ["a"] },
    { name: "behind a close", text: `${THINK_CLOSE}${THINK_OPEN}y` },
    { name: "in front of a half tag", text: `${RESPONSE_OPEN}${O}too`, kept: `${O}too` },
  ],
  "R10 c, closes": [
    { name: "in front of a call", text: `Hi.${RESPONSE_CLOSE}\n${A}`, kept: "Hi.", calls: ["a"] },
    {
      name: "of the thinking, in front of a section",
      text: `Hi.${C}think${section(A)}`,
      kept: "Hi.",
      calls: ["a"],
    },
    { name: "in front of a call that is none", text: `Hi.${RESPONSE_CLOSE}${callOpen("a")} x` },
    { name: "in front of a section that is none", text: `Hi.${RESPONSE_CLOSE}${TOOLS_OPEN} x` },
    {
      name: "in front of a section with noise and a call",
      text: `Hi.${RESPONSE_CLOSE}${TOOLS_OPEN} x${A}`,
      kept: "Hi. x",
      calls: ["a"],
    },
    {
      name: "of the message, in front of a section",
      text: `Hi.${MESSAGE_CLOSE}${section(A)}`,
      kept: `Hi.${MESSAGE_CLOSE}`,
      calls: ["a"],
    },
    { name: "in front of a call without a name", text: `Hi.${RESPONSE_CLOSE}${open('call index="1"')} x` },
  ],
  "R10 d, tails": [
    { name: "of the end token", text: `Hi.${E}`, kept: "Hi." },
    { name: "of all kinds", text: `Hi. ${C}think ${RESPONSE_CLOSE}\n${MESSAGE_CLOSE}${E}\n\n`, kept: "Hi. " },
    { name: "of a message close that lacks its end", text: `Hi.${C}message\n`, kept: "Hi." },
    {
      name: "of a close that lacks its end before the end token",
      text: `Hi.${C}message${E}`,
      kept: `Hi.${C}message`,
    },
    { name: "in front of text", text: `Hi.${RESPONSE_CLOSE}${MESSAGE_CLOSE}${E} x` },
    { name: "in front of another tag", text: `Hi.${RESPONSE_CLOSE}${CALL_CLOSE}` },
    { name: "with a cut-off tag", text: `Hi.${RESPONSE_CLOSE}${O}too`, kept: "Hi." },
    { name: "with a cut-off marker", text: `Hi.${RESPONSE_CLOSE}\n<|`, kept: "Hi." },
    { name: "with a cut-off tag that has attributes", text: `Hi.${RESPONSE_CLOSE}${O}call tool="rm` },
    {
      name: "behind a section that is text",
      text: `An ${TOOLS_OPEN} tag ${MESSAGE_CLOSE}`,
      kept: `An ${TOOLS_OPEN} tag `,
    },
    { name: "cut off behind text", text: `Hi.${C}respo` },
    { name: "alone", text: `${RESPONSE_CLOSE}${MESSAGE_CLOSE}`, kept: "" },
  ],
  "R10 e, behind calls": [
    {
      name: "of a channel, with blanks",
      text: `${A} ${RESPONSE_CLOSE}\nx`,
      kept: "\nx",
      calls: ["a"],
    },
    {
      name: "of a call and of a section",
      text: `${A}${CALL_CLOSE} ${TOOLS_CLOSE} ${TOOLS_CLOSE}x`,
      kept: "x",
      calls: ["a"],
    },
    {
      name: "of the channels",
      text: `${section(A)}${THINK_CLOSE}${RESPONSE_CLOSE}${MESSAGE_CLOSE}${E}\nx`,
      kept: "\nx",
      calls: ["a"],
    },
    { name: "of a response that begins", text: `${section(A)}${RESPONSE_OPEN}x`, kept: "x", calls: ["a"] },
    {
      name: "with a close that lacks its end, in front of text",
      text: `${section(A)}${C}think x`,
      kept: `${C}think x`,
      calls: ["a"],
    },
    {
      name: "with a close that lacks its end, in front of a call",
      text: `${section(A)}${C}think${B}`,
      kept: "",
      calls: ["a", "b"],
    },
    {
      name: "of the section and the message in one",
      text: `${A}${close("toolsmessage")}x`,
      kept: "x",
      calls: ["a"],
    },
    {
      name: "of the section and the message in one, behind text",
      text: `${A}x${close("toolsmessage")}`,
      kept: `x${close("toolsmessage")}`,
      calls: ["a"],
    },
    {
      name: "of a section behind text",
      text: `${section(A)}x${TOOLS_CLOSE}`,
      kept: `x${TOOLS_CLOSE}`,
      calls: ["a"],
    },
    { name: "of an argument", text: `${A}${close("argument")}`, kept: close("argument"), calls: ["a"] },
    { name: "cut off", text: `${A}${C}too`, kept: "", calls: ["a"] },
    {
      name: "cut off in its attributes",
      text: `${A}${O}call tool="b`,
      kept: `${O}call tool="b`,
      calls: ["a"],
    },
    { name: "behind a blank section", text: `x ${section()}${CALL_CLOSE}y`, kept: "x y" },
  ],
  "R12, code": [
    { name: "in a line", text: `Use \`${A}\` so.` },
    { name: "in a line before", text: `don\`t\n${A}`, kept: "don`t\n", calls: ["a"] },
    { name: "in a block that never ends", text: `\`\`\`\n${section(A)}${MESSAGE_CLOSE}` },
    {
      name: "that ends in front of a tail",
      text: `\`\`\`\nx\n\`\`\`${RESPONSE_CLOSE}${MESSAGE_CLOSE}`,
      kept: "```\nx\n```",
    },
    { name: "with a step", text: `\`${THINK_CLOSE}${RESPONSE_OPEN}\` x` },
    {
      name: "at the beginning of a response",
      text: `Hm.${THINK_CLOSE}${RESPONSE_OPEN}\`\`\`\n${A}\n\`\`\``,
      kept: `Hm.\`\`\`\n${A}\n\`\`\``,
    },
    { name: "behind a held run", text: `x${RESPONSE_CLOSE}\n\`\`\`\n${A}\n\`\`\`` },
    {
      name: "in a string of a call",
      text: call("a", argument("k", "string", "```")) + B,
      kept: "",
      calls: ["a", "b"],
    },
  ],
  "drift spellings": [
    { name: "that make no call", text: `${open('toolscall tool="a" index="1"')}x${TOOLS_CLOSE}` },
    {
      name: "with noise and a close",
      text: `${open('toolscall tool="a" index="1"')}${CALL_CLOSE} x ${TOOLS_CLOSE}`,
      kept: " x ",
      calls: ["a"],
    },
    {
      name: "behind a close of the response",
      text: `Hi.${RESPONSE_CLOSE}${open('toolscall tool="a" index="1"')}${CALL_CLOSE}`,
      kept: "Hi.",
      calls: ["a"],
    },
    { name: "without attributes", text: `${open("toolscall")}${CALL_CLOSE} x` },
    { name: "of a close, in a section without a call", text: `${TOOLS_OPEN}${close("toolsmessage")} x` },
    { name: "of other tags", text: `${close("callmessage")}${open("thinkresponse")} x` },
  ],
};

describe.each(cuts)("the policy of K3 beyond its worked examples, $name", ({ cut }) => {
  describe.each(Object.entries(examples))("%s", (_rule, examples) => {
    it.each([...examples])("$name", ({ text, kept = text, calls = [] }) => {
      const outcome = parseK3(cut([text]), TOOLS);
      expect(outcome.text).toBe(kept);
      expect(outcome.calls.map((call) => call.name)).toStrictEqual(calls);
    });
  });

  it.each([
    {
      name: "of each type",
      children: [argument("n", "number", " 1 "), argument("s", "string", " 1 ")],
      args: { n: 1, s: " 1 " },
    },
    {
      name: "of a key that comes twice",
      children: [argument("a", "number", "1"), argument("a", "string", "x")],
      args: { a: "x" },
    },
    {
      name: "of escaped keys",
      children: [argument("&amp;quot;", "string", "&amp;")],
      args: { "&quot;": "&amp;" },
    },
    {
      name: "of a json tag",
      children: [`${open('json type="object"')} {"a":[1]} ${close("json")}`],
      args: { a: [1] },
    },
  ])("reads the values $name", ({ children, args }) => {
    const [found] = parseK3(cut([call("f", ...children)])).calls;
    expect(found).toStrictEqual({
      name: "f",
      index: null,
      nativeId: "",
      arguments: args,
      rawArguments: JSON.stringify(args),
    });
  });

  it("makes an own key of `__proto__`", () => {
    const [found] = parseK3(cut([call("f", argument("__proto__", "string", "p"))])).calls;
    expect(Object.entries(found?.arguments ?? {})).toStrictEqual([["__proto__", "p"]]);
    expect(found?.rawArguments).toBe('{"__proto__":"p"}');
  });
});

/** Where the answer begins in a text that may be reasoning (R13). */
describe.each(cuts)("the beginning of the answer, $name", ({ cut }) => {
  it.each([
    {
      name: "behind the close of the thinking",
      text: `Hm.${THINK_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: "Hm.",
    },
    {
      name: "behind such a close that lacks its end",
      text: `Hm.${C}think\n${RESPONSE_OPEN}Hi`,
      thinking: "Hm.",
    },
    {
      name: "behind two closes",
      text: `Hm.${THINK_CLOSE}${RESPONSE_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: "Hm.",
    },
    { name: "at the head", text: `${RESPONSE_OPEN}Hi`, thinking: "" },
    {
      name: "at the head, behind an open of the thinking",
      text: ` ${THINK_OPEN}\n${RESPONSE_OPEN}Hi`,
      thinking: "",
    },
    {
      name: "behind a call with nothing visible before",
      text: `${section(A)}${RESPONSE_OPEN}Hi`,
      thinking: "",
    },
    {
      name: "behind a call and a close of the thinking",
      text: `Hm.${section(A)}${THINK_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: "Hm.",
    },
    {
      name: "not behind the close of a response",
      text: `Hm.${RESPONSE_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: "Hm.Hi",
    },
    { name: "not behind a call", text: `Hm.${section(A)}${RESPONSE_OPEN}Hi`, thinking: "Hm.Hi" },
    {
      name: "not behind text behind a call",
      text: `Hm.${section(A)}${THINK_CLOSE} so ${RESPONSE_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: "Hm. so Hi",
    },
    { name: "not in the middle", text: `Hm. ${RESPONSE_OPEN}Hi`, thinking: `Hm. ${RESPONSE_OPEN}Hi` },
    {
      name: "not in code",
      text: `Hm. \`${THINK_CLOSE}${RESPONSE_OPEN}Hi`,
      thinking: `Hm. \`${THINK_CLOSE}${RESPONSE_OPEN}Hi`,
    },
    {
      name: "once",
      text: `Hm.${THINK_CLOSE}${RESPONSE_OPEN}Hi${THINK_CLOSE}${RESPONSE_OPEN}!`,
      thinking: "Hm.",
    },
  ])("$name", ({ text, thinking }) => {
    const outcome = parseK3(cut([text]));
    expect(outcome.thinking).toBe(thinking);
    expect(outcome.blocks.filter((block) => block === null)).toHaveLength(outcome.text === thinking ? 0 : 1);
  });
});

describe("markersKept", () => {
  it.each([
    { name: "what looks like a call and is not", text: callOpen("a"), kept: 2 },
    { name: "a tag that is none", text: `${O}call x`, kept: 1 },
    { name: "a lone end of a tag", text: `x${S}`, kept: 1 },
    { name: "a section that is text", text: `${TOOLS_OPEN}x${TOOLS_CLOSE}`, kept: 4 },
    {
      name: "what is read again, once",
      text: `${callOpen("a")}${argumentOpen("k", "string")}x${CALL_CLOSE}`,
      kept: 6,
    },
    { name: "a run that is text", text: `${C}think${RESPONSE_CLOSE}${E} x`, kept: 4 },
    { name: "half a marker, which is none", text: "x <|open", kept: 0 },
    { name: "a cut-off tag", text: `x ${O}call tool="`, kept: 1 },
    { name: "code", text: `\`${A}`, kept: 4 },
    { name: "a call", text: section(A), kept: 0 },
    { name: "framing", text: `Hi${RESPONSE_CLOSE}`, kept: 0 },
  ])("counts the special tokens that stay in the text: $name", ({ text, kept }) => {
    expect(parseK3([text]).markersKept).toBe(kept);
    expect(parseK3(text.split("")).markersKept).toBe(kept);
  });
});

describe("work", () => {
  const lost = `${callOpen("a")}${argumentOpen("k", "string")}x`;
  it.each([
    { name: "text once", text: "a < b <|op c", work: 12 },
    {
      name: "calls and framing once",
      text: section(A, B) + MESSAGE_CLOSE,
      work: (section(A, B) + MESSAGE_CLOSE).length,
    },
    { name: "a call that failed twice", text: `${callOpen("a")}y`, work: 2 * callOpen("a").length + 1 },
    {
      name: "what is read again twice",
      text: lost + TOOLS_CLOSE + A,
      work: 2 * (lost + TOOLS_CLOSE + A).length,
    },
  ])("counts $name", ({ text, work }) => {
    expect(parseK3([text]).work).toBe(work);
    expect(parseK3(text.split("")).work).toBe(work);
  });
});
