import * as fc from "fast-check";
import { blank, narration } from "./arbitraries.ts";
import type { DeclaredTool } from "./call-header.ts";
import { argument, argumentOpen, C, callOpen, close, E, O, open, S } from "./k3-test-support.ts";

/** Tools that messages are read with; their names are those that calls without an index may have. */
export const K3_TOOLS: readonly DeclaredTool[] = [{ name: "write" }, { name: "a&b" }, { name: "two words" }];

const names = ["message", "think", "response", "tools", "call", "argument", "json"] as const;
const marker = fc.constantFrom(O, C, S, E);
const closes = [...names, "toolsmessage"].map(close);
const opens = [
  open('message role="assistant"'),
  open('message role="user"'),
  open("think"),
  open("response"),
  open("tools"),
  callOpen("f"),
  open('call index="2" tool="write"'),
  open('call tool="write"'),
  open('call tool="a&amp;b"'),
  open('call tool="nobody"'),
  open('toolscall tool="f" index="1"'),
  argumentOpen("k", "string"),
  argumentOpen("n", "number"),
  argumentOpen("o", "object"),
  open('argument key="plain"'),
  open('argument key="" type="string"'),
  open('json type="object"'),
];
const oddTags = [
  `${O} tools ${S}`,
  `${C}\nthink${S}`,
  `${C}think`,
  `${C}response \n`,
  `${C}message`,
  open("call"),
  open("argument"),
  open('tools x="1"'),
  open('call tool="a" tool="b"'),
  open("call tool='a'"),
  `${O}call tool="a<b" index="1"${S}`,
  open(`call tool="${"x".repeat(493)}" index="1"`),
  open(`call tool="${"x".repeat(500)}" index="1"`),
];

/** Any tag, as it should be written or nearly so. */
const tag = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...closes) },
  { weight: 4, arbitrary: fc.constantFrom(...opens) },
  { weight: 1, arbitrary: fc.constantFrom(...oddTags) },
);
const channelTag = fc.constantFrom(
  ...["message", "think", "response"].map(close),
  open("response"),
  open("think"),
  E,
  `${C}think`,
  `${C}response`,
);
const fragment = fc
  .tuple(fc.oneof(tag, marker), fc.nat({ max: 40 }), fc.nat({ max: 40 }))
  .map(([tag, from, length]) => (length % 2 === 0 ? tag.slice(0, from) : tag.slice(from, length)));

const prose = fc.constantFrom("x", "Done.", "a < b", "<", "<|", "|>", "- ", "> ", "tools", "call", '"', "=");
const code = fc.constantFrom("`", "``", "```", "\n```\n", "\n```js\n", "~~~", "\\`", "\\");
const surrogates = fc.constantFrom("\uD83D", "\uDE00", "\u{1F600}");

const jsonBody = fc.oneof(
  fc.constantFrom(
    "1",
    "-2.5e-1",
    "true",
    "null",
    "[]",
    "{}",
    '{"a":[1,{"b":"c"}]}',
    ' "s" ',
    "{\u00A0}",
    "1,2",
  ),
  fc.constantFrom("", "two", '{"a":', '{"a":"', '"', "}", "[1", '{"a":"x\ny"}', "1e999"),
  fc.array(tag, { maxLength: 3 }).map((tags) => JSON.stringify({ c: tags.join(" ") })),
  fc.array(tag, { maxLength: 3 }).map((tags) => `{"c":"${tags.join("")}"}`),
);
const stringBody = fc
  .array(fc.oneof(tag, prose, blank, code, marker, surrogates), { maxLength: 4 })
  .map((parts) => parts.join(""));
const value = fc.oneof(
  fc
    .tuple(fc.constantFrom("k", "path", "__proto__", "a&quot;b"), stringBody)
    .map(([key, body]) => argument(key, "string", body)),
  fc
    .tuple(fc.constantFrom("number", "boolean", "null", "object", "array", "integer", "date"), jsonBody)
    .map(([type, body]) => argument("v", type, body)),
  jsonBody.map((body) => open('json type="object"') + body + close("json")),
);
const goodValue = fc.constantFrom(
  argument("k", "string", "v"),
  argument("n", "number", "1"),
  argument("k", "string", argument("q", "string", "<")),
);
const call = fc
  .tuple(
    fc.constantFrom(
      callOpen("f"),
      callOpen("g", 2),
      open('call tool="write"'),
      open('toolscall tool="f" index="1"'),
    ),
    fc.array(fc.oneof({ weight: 2, arbitrary: goodValue }, { weight: 1, arbitrary: value }, blank), {
      maxLength: 3,
    }),
    fc.constantFrom(
      close("call"),
      close("call"),
      close("call"),
      "",
      close("tools"),
      close("toolsmessage"),
      E,
    ),
  )
  .map(([head, values, end]) => head + values.join("") + end);

const pieces = [
  { weight: 8, arbitrary: tag },
  { weight: 4, arbitrary: channelTag },
  { weight: 1, arbitrary: marker },
  { weight: 3, arbitrary: fragment },
  { weight: 8, arbitrary: call },
  { weight: 2, arbitrary: value },
  { weight: 3, arbitrary: blank },
  { weight: 3, arbitrary: prose },
  { weight: 1, arbitrary: surrogates },
  {
    weight: 1,
    arbitrary: fc.constantFrom(open("tools") + close("tools"), "y".repeat(1024), " ".repeat(600)),
  },
] as const;

function mix(...pieces: fc.MaybeWeightedArbitrary<string>[]): fc.Arbitrary<string> {
  return fc.array(fc.oneof(...pieces), { maxLength: 20 }).map((pieces) => pieces.join(""));
}

/** A mixture of tags, pieces of calls and everything that surrounds them. */
export const k3Mixture = mix(...pieces, { weight: 2, arbitrary: code });

/** A mixture without backticks, tildes and escapes: none of it is code. */
export const k3CodelessMixture = mix(...pieces).map((text) => text.replaceAll(/[`~\\]/gu, "x"));

/** A mixture that cannot leave a fenced block open. */
export const k3FencelessMixture = k3Mixture.map((text) => text.replaceAll(/`{3,}|~{3,}/gu, "x"));

/** A mixture in which no section, no call and no tag with attributes begins. */
export const k3PlainTags = mix(
  { weight: 3, arbitrary: channelTag },
  { weight: 2, arbitrary: fc.constantFrom(...closes) },
  { weight: 2, arbitrary: fc.constantFrom(O, C, S, E, `${O}thi`, `${C}respo`, "<|", "<") },
  { weight: 2, arbitrary: prose },
  { weight: 2, arbitrary: blank },
  { weight: 1, arbitrary: code },
).map((text) => text.replaceAll(/open\|>(?=\s*(?:tools|call))/gu, "open|>x"));

/** A call as the model means it. */
export interface K3Intended {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Text whose tags of arguments pair, whatever else it has. */
export const balancedText = fc
  .tuple(k3Mixture, fc.nat({ max: 2 }), k3Mixture)
  .map(([outer, depth, inner]) => {
    const [plain, nested] = [outer, inner].map((text) => text.replaceAll("argument", "argumend"));
    return `${plain ?? ""}${argumentOpen("q", "string").repeat(depth)}${nested ?? ""}${close("argument").repeat(depth)}`;
  });

const intendedName = fc.stringMatching(/^[A-Za-z_][\w:.-]{0,12}$/u);
const intendedValue = fc.oneof(
  { weight: 2, arbitrary: balancedText },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }).filter((text) => !text.includes("<|")) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** Calls whose values are any: strings whose tags of arguments pair, and all that JSON can say. */
export const k3Intended: fc.Arbitrary<K3Intended> = fc.record({
  name: fc.oneof(intendedName, fc.constantFrom(...K3_TOOLS.map(({ name }) => name))),
  arguments: fc.dictionary(
    fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }).filter((key) => !/<\|/u.test(key)),
      fc.constantFrom("path", "__proto__", 'a"&quot;b'),
    ),
    intendedValue,
    { maxKeys: 4, noNullPrototype: true },
  ),
});

/** Calls in whose values no tag stands, nor a part of one. */
export const k3PlainIntended: fc.Arbitrary<K3Intended> = k3Intended.map(({ name, arguments: args }) => ({
  name,
  arguments: Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, JSON.parse(JSON.stringify(value).replaceAll("<", "x"))]),
  ),
}));

/** How a message is written. */
export interface K3Spelling {
  readonly blank: string;
  readonly isReversed: boolean;
  readonly isJson: boolean;
}

export const k3Spelling: fc.Arbitrary<K3Spelling> = fc.record({
  blank: fc.oneof(fc.constant(""), blank),
  isReversed: fc.boolean(),
  isJson: fc.boolean(),
});

/** Calls as K3's renderer writes them. */
export function renderK3Section(calls: readonly K3Intended[], spelling: K3Spelling): string {
  return [open("tools"), ...calls.map((call, at) => renderCall(call, at + 1, spelling)), close("tools")].join(
    spelling.blank,
  );
}

function renderCall({ name, arguments: args }: K3Intended, index: number, spelling: K3Spelling): string {
  const { blank, isReversed, isJson } = spelling;
  const attributes = [`tool="${escapeAttribute(name)}"`, `index="${index}"`];
  const head = open(`call ${(isReversed ? attributes.toReversed() : attributes).join(" ")}`);
  const children = isJson
    ? [open('json type="object"') + JSON.stringify(args) + close("json")]
    : Object.entries(args).map(([key, value]) => renderArgument(escapeAttribute(key), value));
  return [head, ...children, close("call")].join(blank);
}

function renderArgument(key: string, value: unknown): string {
  if (typeof value === "string") return argument(key, "string", value);
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  return argument(key, type, JSON.stringify(value));
}

function escapeAttribute(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

/** Text of which nothing is code or part of a marker, and which is visible. */
export const k3Narration = narration;
