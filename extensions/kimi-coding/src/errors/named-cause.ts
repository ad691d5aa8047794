/** What the service's sentence names, each in a form that may stand in a text; `null` where it names none. */
export interface NamedCause {
  /** The sentence itself; of a page, a status alone or nothing, `null`. */
  readonly sentence: string | null;
  /** The id to ask for in place of the one that is not known. */
  readonly modelId: string | null;
  /** Whether what the plan lacks is Kimi Code as a whole. */
  readonly isKimiCode: boolean;
  /** What the plan gives a model: `256K`. */
  readonly window: string | null;
  /** A tool's name. */
  readonly tool: string | null;
  /** A place in a tool's schema: `properties.X`, or `root`. */
  readonly path: string | null;
  /** A place among the messages, from 0. */
  readonly position: number | null;
  readonly callId: string | null;
}

export const NOTHING_NAMED: NamedCause = {
  sentence: null,
  modelId: null,
  isKimiCode: false,
  window: null,
  tool: null,
  path: null,
  position: null,
  callId: null,
};

const QUOTE = "[\"'`‘’“”«»]?";
const NAME = "[A-Za-z0-9_][\\w.:-]{0,127}";
/** A model's id as a command may hold it. Nothing else of a sentence gets into a command. */
const MODEL_ID = "[A-Za-z][A-Za-z0-9]{0,31}(?:[.-][A-Za-z0-9]{1,31}){0,7}";

const HINT = new RegExp(
  `\\b(?:set|use)\\b[^.]{0,40}?\\bmodel(?:[ _-]?(?:id|name))?\\s{0,3}(?:as|to|=|:)\\s{0,3}${QUOTE}(${MODEL_ID})(?![\\w/\\[\\]$;&|<>(){}\\\\-]|[.:]\\S)`,
  "iu",
);
const LACKS = /\b(?:access to|include|support)\s{1,3}([^.!;]{1,80})/iu;
const WINDOW = /\bup to\s{1,3}(\d{1,7}\s?[KM]?)\b/iu;
const TOOL = new RegExp(`\\bfunction name:?\\s{1,3}${QUOTE}(?!is\\b)([^\\s"'\`‘’“”,]{1,200})`, "iu");
const PATH = /\bat path\s{1,3}["'`‘’“”]?([\w$.[\]-]{0,200})["'`’”]?/iu;
const POSITION = /\b(?:at (?:position|index)|messages?[[.])\s{0,3}(\d{1,6})\b/iu;
const CALL_IDS = [
  new RegExp(`\\btool_call_ids?:?\\s{1,3}${QUOTE}(?!is\\b|did\\b)(${NAME})`, "iu"),
  new RegExp(`\\bresponse messages:?\\s{1,3}${QUOTE}(${NAME})`, "iu"),
];

/** Reads what a sentence names. What is not in the form of such a name is left out. */
export function namedCause(message: string): NamedCause {
  const said = message
    .slice(0, 2000)
    .replaceAll(/&(?:#0?39|#x27|apos|quot|#34);/giu, "'")
    .replaceAll(/\s+/gu, " ");
  const lacks = LACKS.exec(said)?.[1] ?? "";
  const position = POSITION.exec(said)?.[1];
  return {
    sentence: shownSentence(message),
    modelId: HINT.exec(said)?.[1] ?? null,
    isKimiCode: /^["'`“]?(?:the )?kimi (?:code|for coding)["'`”]?(?: (?:api|plan|service))?\s{0,3}$/iu.test(
      lacks,
    ),
    window: WINDOW.exec(said)?.[1]?.replace(/\s/u, "").toUpperCase() ?? null,
    tool: shownName(TOOL.exec(said)?.[1]),
    path: PATH.exec(said)?.[1] ?? null,
    position: position === undefined ? null : Number(position),
    callId: CALL_IDS.map((pattern) => pattern.exec(said)?.[1]).find((id) => id !== undefined) ?? null,
  };
}

/** Printed characters of one line, as a name may hold them; `null` where nothing is left. */
export function shownName(name: string | undefined): string | null {
  const shown = (name ?? "")
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "")
    .slice(0, 100)
    .trim();
  return shown === "" ? null : shown;
}

const MAX_SENTENCE_LENGTH = 300;

/** Keys, tokens and other long secrets, wherever a sentence repeats one. */
const SECRETS =
  /\b(?:sk-[\w*.…-]{1,200}|eyJ[\w.-]{1,2000}|[Bb]earer\s{1,3}\S{1,2000}|[A-Za-z0-9+/=_-]{32,2000})/gu;

/** Sentences that only repeat the status, and what stands for an answer without one. */
const NO_SENTENCE =
  /^(?:<|[{[]|status code \(|(?:http )?(?:unauthorized|forbidden|access denied|permission denied|not authorized|error|bad request|null|undefined)\W*$)/iu;

/** One line of what the service says, without secrets; `null` where that is not a sentence. */
function shownSentence(message: string): string | null {
  const line = message
    .slice(0, 4000)
    // Colours of a terminal: what is left of one would hide where a word begins.
    .replaceAll(/\p{Cc}\[[\d;]{0,20}[A-Za-z]/gu, " ")
    .replaceAll(SECRETS, "…")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S}\p{M} ]/gu, "")
    .trim();
  if (!/\p{L}{2}/u.test(line) || NO_SENTENCE.test(line)) return null;
  return line.length <= MAX_SENTENCE_LENGTH ? line : `${line.slice(0, MAX_SENTENCE_LENGTH).trimEnd()}…`;
}
