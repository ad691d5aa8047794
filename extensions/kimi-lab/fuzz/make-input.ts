/** Numbers that follow from a seed alone (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

/** Pieces that were seen to matter at one edge or another. */
const DICTIONARY: readonly string[] = [
  "<|tool_calls_section_begin|>",
  "<|tool_call_begin|>",
  "<|tool_call_argument_begin|>",
  "<|tool_call_end|>",
  "<|tool_calls_section_end|>",
  "functions.read:0",
  "<|open|>",
  "<|close|>",
  "<|sep|>",
  "tools",
  "call",
  "argument",
  "```",
  "~~~",
  "`",
  "\n",
  "\r\n",
  "\n\n",
  "data: ",
  "data: [DONE]",
  ": keep-alive",
  "event: x",
  "\u001B[2J",
  "\u202E",
  "\uFEFF",
  "\u2028",
  "\0",
  "\uD83D",
  "🚀",
  "é",
  "月",
  "null",
  "true",
  "0",
  "-1",
  "1e306",
  "1e-9",
  "1e999",
  "9007199254740993",
  '""',
  "[]",
  "{}",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "\\",
  "\\u0000",
  "\\ud800",
  "__proto__",
  "constructor",
  "toString",
  '"type":"object"',
  '"anyOf":[{}]',
  '"$ref":"#"',
  '"allOf":[{}]',
  '"enum":[]',
  "sk-kimi-AbC123xyz789",
  "Bearer ",
  "export KIMI_API_KEY=",
  "'",
  "“",
  "=",
  ";",
  " ",
  "\t",
  "2026-11-27T10:00:00Z",
  "9999-12-31T23:59:59Z",
  "LEVEL_A",
  "_CERT",
];

/** One input, and places to cut it at. */
export interface FuzzInput {
  readonly text: string;
  readonly cuts: readonly number[];
}

/** Values that a field may have in place of its own. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e-9,
  1e306,
  -1e306,
  2 ** 31,
  2 ** 53,
  "",
  " ",
  "0",
  "1e999",
  "\u001B[2J",
  "\u202Ea",
  "\uD83D",
  "a\nb",
  "x".repeat(5000),
  "9".repeat(400),
  "https://example.com/\u202E",
  "9999-12-31T23:59:59Z",
  [],
  {},
  [[]],
  [null],
  { type: "object" },
  { $ref: "#" },
  { anyOf: [{}, { type: "null" }] },
  { allOf: [{ type: "string" }, { type: "integer" }] },
  { enum: [1, "1", null] },
  Array.from({ length: 300 }, (_, index) => ({
    id: `m${index}`,
    name: `row ${index}`,
    limit: 100,
    used: 99,
  })),
  { __proto__: null, constructor: 1, toString: "x" },
  false,
];

/** A JSON text with other values in some places; another text as it is. */
function otherValues(text: string, changes: number, random: (below: number) => number): string {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text;
  }
  const replaced = (value: unknown, depth: number): unknown => {
    const isLeaf = typeof value !== "object" || value === null || Object.keys(value).length === 0;
    if (isLeaf || depth > 12 || random(8) === 0) return VALUES[random(VALUES.length)];
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      const at = random(items.length);
      const changed = items.map((item, index) => (index === at ? replaced(item, depth + 1) : item));
      return random(6) === 0 ? [...changed, ...items] : changed;
    }
    const entries = Object.entries(value);
    const at = random(entries.length);
    return Object.fromEntries(
      entries.map(([key, item], index) => [key, index === at ? replaced(item, depth + 1) : item]),
    );
  };
  for (let change = 0; change < changes; change += 1) root = replaced(root, 0);
  return JSON.stringify(root);
}

const MAX_LENGTH = 20_000;

/** The input of this number: it follows from the seed, the number and the corpus alone. */
export function makeInput(corpus: readonly string[], seed: number, number: number): FuzzInput {
  const random = createRandom((seed ^ Math.imul(number + 1, 0x9e3779b1)) >>> 0);
  const pick = <T>(items: readonly T[], otherwise: T): T => items[random(items.length)] ?? otherwise;
  let text = pick(corpus, "");
  // The entries themselves are inputs, too.
  const changes = number < corpus.length ? 0 : 1 + random(6);
  if (changes === 0) text = corpus[number] ?? "";
  // Half of what is JSON stays JSON, with other values in it: else all that is seen is a text that cannot be read.
  if (changes > 0 && random(2) === 0) text = otherValues(text, changes, random);
  else
    for (let change = 0; change < changes; change += 1) {
      const at = random(text.length + 1);
      const end = Math.min(text.length, at + random(24));
      switch (random(7)) {
        case 0:
          text = text.slice(0, at) + pick(DICTIONARY, "") + text.slice(at);
          break;
        case 1:
          text = text.slice(0, at) + text.slice(end);
          break;
        case 2:
          text = text.slice(0, at) + text.slice(at, end).repeat(1 + random(40)) + text.slice(end);
          break;
        case 3:
          text = text.slice(0, at) + String.fromCharCode(random(0x10000)) + text.slice(at + 1);
          break;
        case 4: {
          const other = pick(corpus, "");
          text = text.slice(0, at) + other.slice(random(other.length + 1));
          break;
        }
        case 5:
          text = text.slice(0, at) + pick(DICTIONARY, "") + text.slice(end);
          break;
        default:
          text = text.slice(0, at) + pick(DICTIONARY, "").repeat(1 + random(200)) + text.slice(at);
      }
      text = text.slice(0, MAX_LENGTH);
    }
  return { text, cuts: Array.from({ length: random(6) }, () => random(MAX_LENGTH)) };
}
