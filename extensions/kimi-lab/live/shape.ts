import { z } from "zod";

/** A name of a field, rather than an id that serves as one. */
const FIELD = /^[A-Za-z_]\w{0,39}$/u;
const DIGITS = /\d{4}/u;

/** The paths of the fields in an answer, such as `choices[].delta.content`: names alone, no value. */
export function fieldsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const value of documentsIn(text)) addFields(value, "", found);
  return found;
}

/** The JSON of a body: of each frame where it is a stream. */
function documentsIn(text: string): unknown[] {
  const whole = parse(text);
  if (whole !== undefined) return [whole];
  return text.split("\n").flatMap((line) => {
    const value = line.startsWith("data:") ? parse(line.slice("data:".length)) : undefined;
    return value === undefined ? [] : [value];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addFields(value: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) addFields(item, `${path}[]`, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const shown = FIELD.test(name) && !DIGITS.test(name) ? name : "…";
      const place = path === "" ? shown : `${path}.${shown}`;
      found.add(place);
      addFields(inner, place, found);
    }
  }
}

const refusalSchema = z.object({
  error: z.looseObject({
    type: z.string().optional().catch(undefined),
    code: z.string().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
  }),
});

/** What a refusal says, without what could name the account. */
export function refusalText(text: string): string {
  const [first] = documentsIn(text);
  const error = refusalSchema.safeParse(first).data?.error;
  if (error === undefined) return "a body of another form";
  const { type, code, message = "" } = error;
  const kinds = [type, code].filter((kind) => kind !== undefined && /^[a-z_]{1,60}$/u.test(kind));
  return [...kinds, masked(message)].join(", ");
}

/** Words with a capital letter that are not somebody's name. */
const KNOWN_WORDS = new Set(
  "Kimi Code CLI Claude Roo Kilo Coding Agent Agents API JSON URL ID HTTP User Moonshot OpenAI Anthropic Key I".split(
    " ",
  ),
);
const MAX_SHOWN_CHARS = 200;

/** A sentence of the service with everything replaced that could be a key, an id, an address, a number or a name. */
export function masked(sentence: string): string {
  let isFirst = true;
  const words = sentence
    .slice(0, MAX_SHOWN_CHARS)
    .split(/\s+/u)
    .map((word) => {
      const bare = word.replace(/[^\p{L}]+$/u, "").replace(/^[^\p{L}]+/u, "");
      const isShown =
        /^[(]?[A-Za-z']{1,14}[.,:;!?)]*$/u.test(word) &&
        (isFirst || !/^\p{Lu}/u.test(bare) || KNOWN_WORDS.has(bare));
      isFirst = /[.!?]$/u.test(word);
      return isShown ? word : "…";
    });
  return words.join(" ").replace(/…(?: …)+/gu, "…");
}
