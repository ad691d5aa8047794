/**
 * How much of a text or a list from outside is used. Each is well above what is legitimate: the service's own names
 * have up to 30 characters, and a plan has a handful of windows and models (2026-08).
 */
export const FOREIGN_LIMITS = {
  /** The name of a plan, such as `Yearly Pro`: it stands in one line of a terminal. */
  planNameChars: 60,
  /** The name of a quota's window: it stands in a column, and in a sentence. */
  windowNameChars: 40,
  /** Rows of `limits` that are looked at. The service sends one or two. */
  usageRows: 64,
  /** Windows that are kept, watched and shown. */
  usageWindows: 12,
  /** Windows that one notice in a chat names. */
  noticeWindows: 3,
  /** The name of a model: it stands in menus. */
  modelNameChars: 100,
  /** Rows of a list of models that are looked at: broken ones count, too. */
  modelRows: 1000,
  /** Efforts of one model. The service has up to five. */
  efforts: 16,
  /** Letters of one effort: it is a word that people type behind `/think`. */
  effortChars: 32,
  /** Tokens that a model can have room for; beyond it, a number is a mistake. */
  contextTokens: 100_000_000,
  /** The id of an answer, or the model that an answer names: both are kept with each message. */
  answerIdChars: 200,
  /** The sentence of a refusal: it stands in a chat and in the log. */
  sentenceChars: 1000,
  /** The type or the code of a refusal, such as `invalid_authentication_error`. */
  errorNameChars: 100,
  /** The code that a user compares on two screens; RFC 8628 advises eight characters. */
  userCodeChars: 64,
  /** The code that is sent back at each question whether the user has approved. */
  deviceCodeChars: 4096,
  /** An address, as browsers and hosts accept it. */
  urlChars: 2048,
  /** A token: a header with more is refused by servers (16 KB for all headers together, Node 24). */
  tokenChars: 15_000,
} as const satisfies Record<string, number>;

/**
 * A text from outside as one printed line of at most `maxChars` code units; empty for what is not a text. Whatever is
 * not a letter, a mark on one, a figure, a sign or a space becomes a space: line breaks, escape sequences of terminals,
 * marks that reverse the direction of what follows, halves of a character.
 */
export function printedLine(value: unknown, maxChars: number): string {
  return typeof value === "string" ? printed(value, maxChars, NOT_OF_LINE) : "";
}

/** As {@link printedLine}, with the line breaks of a text of several lines. */
export function printedText(text: string, maxChars: number): string {
  return printed(text, maxChars, NOT_OF_TEXT);
}

const NOT_OF_LINE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
const NOT_OF_TEXT = /[^\p{L}\p{M}\p{N}\p{P}\p{S} \n]/gu;

function printed(text: string, maxChars: number, unwanted: RegExp): string {
  // First, so that a long text costs no more than a short one; blanks at the beginning do not count.
  const beginning = text.trimStart().slice(0, maxChars + 1);
  const line = beginning.replaceAll(unwanted, " ").trim();
  return cutBetweenCharacters(line, maxChars);
}

/** Something in the form of a key or of a token. */
const SECRET = /\b(?:sk-|eyJ)[\w.-]{8,}/gu;

/** A text of which only the beginning of each key and each token is left. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(SECRET, (secret) => `${secret.slice(0, 3)}…`);
}

/** The first `maxChars` code units of a text, less the half of a character that the cut would leave. */
export function cutBetweenCharacters(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? maxChars - 1 : maxChars).trimEnd();
}
