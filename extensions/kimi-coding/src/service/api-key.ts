import { KimiError } from "../errors/index.ts";
import { KEY_PAGE } from "../kimi/index.ts";

/** What a pasted key looks like once cleaned. */
export type KeyShape =
  /** A Kimi Code subscription key (`sk-kimi-…`, issued at www.kimi.com/code/console). */
  | "subscription"
  /** Another `sk-` key, such as Moonshot's open platform issues. */
  | "open-platform"
  /** A JSON web token, such as Kimi's own clients keep and refresh. */
  | "token"
  | "unknown";

/** A key after what people paste around it was taken away. */
export interface ParsedKey {
  readonly key: string;
  readonly shape: KeyShape;
}

/** Key prefixes of other vendors, the longest first. A key like these cannot work on the Kimi host. */
const FOREIGN_PREFIXES: readonly (readonly [prefix: string, vendor: string])[] = [
  ["sk-ant-", "Anthropic"],
  ["sk-proj-", "OpenAI"],
  ["sk-svcacct-", "OpenAI"],
  ["sk-admin-", "OpenAI"],
  ["sk-or-", "OpenRouter"],
  ["sk-lf-", "Langfuse"],
  ["AIza", "Google"],
  ["gsk_", "Groq"],
  ["xai-", "xAI"],
  ["ghp_", "GitHub"],
  ["gho_", "GitHub"],
  ["github_pat_", "GitHub"],
  ["hf_", "Hugging Face"],
  ["nvapi-", "NVIDIA"],
  ["pplx-", "Perplexity"],
];

const QUOTES = /^(["'`“”‘’])(.*)(["'`“”‘’])$/su;
const ASSIGNMENT = /^(?:export\s+|set\s+)?(?:\$env:)?[A-Z][A-Z0-9]*_[A-Z0-9_]*\s*[=:]\s*/u;
const AUTH_HEADER = /^(?:authorization\s*:\s*)?bearer(?:\s+|$)/iu;

/** What no key can be or hold, and how to say it; the first match counts. */
const FLAWS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^["'`“”‘’]*$/u, "no key was given"],
  [/(?!\s)\p{Cc}|\p{Cf}/u, "it holds control or invisible characters"],
  [/\s/u, "it holds blanks: more than the key was pasted"],
  [/["'`]/u, "it holds quotes"],
  [/[^\u0021-\u007E]/u, "it holds letters or signs that no key has"],
  [/[A-Z][A-Z0-9]*_[A-Z0-9_]*=[^=]/u, "more than the key was pasted"],
  [/.sk-kimi-/u, "more than one key was pasted"],
];
/** A terminal or a mail that wrapped the key. */
const LINE_BREAK = /[ \t]*[\r\n]+[ \t]*/gu;
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/u;

/** Where a key is to be used. */
export interface KeyDestination {
  /** Whether the user configured a base URL that is not Kimi's own: then only they know what a key looks like. */
  readonly ownEndpoint: boolean;
}

/**
 * Takes away what people paste around a key (blanks, quotes, a line break, `Bearer `, `KIMI_API_KEY=`) and says
 * what the rest looks like.
 *
 * Throws a {@link KimiError} with code `key-refused`, which never holds the key, for what cannot be a key of the
 * Kimi host: nothing, control characters or blanks inside, two keys at once, another vendor's prefix (the last
 * only if the key is to go to Kimi's own host).
 */
export function parsePastedKey(pasted: string, destination: KeyDestination): ParsedKey {
  const key = unwrap(unwrap(pasted).replace(LINE_BREAK, ""));
  const flaw = FLAWS.find(([pattern]) => pattern.test(key));
  if (flaw !== undefined) throw refused(flaw[1]);
  const foreign = FOREIGN_PREFIXES.find(([prefix]) => key.startsWith(prefix));
  if (foreign !== undefined && !destination.ownEndpoint)
    throw refused(`this is a key of ${foreign[1]} (${foreign[0]}…), not of Kimi Code`);
  return { key, shape: keyShape(key) };
}

/** A warning for a key whose shape is not that of a subscription key, or `null` if there is nothing to say. */
export function keyShapeWarning(shape: KeyShape, destination: KeyDestination): string | null {
  if (destination.ownEndpoint) return null;
  switch (shape) {
    case "subscription":
      return null;
    case "open-platform":
      return `This looks like a key of Moonshot's open platform or of another service: a Kimi Code subscription key begins with sk-kimi-. It is stored as given; if the chat answers "401", get a subscription key from ${KEY_PAGE} and run the same command again.`;
    case "token":
      return `This looks like an access token of a signed-in Kimi client (a JWT): such tokens expire within minutes and nothing here can renew a pasted one. It is stored as given; for a key that lasts, get one from ${KEY_PAGE} and run the same command again.`;
    case "unknown":
      return `This does not look like a Kimi Code subscription key, which begins with sk-kimi-. It is stored as given; if the chat answers "401", get a key from ${KEY_PAGE} and run the same command again.`;
    default:
      return shape satisfies never;
  }
}

/** What keeps a secret from going out in a header, whoever it is for; `null` for one that can go. */
export function sendingFlaw(secret: string): string | null {
  return /^[\u0021-\u007E]+$/u.test(secret)
    ? null
    : "it holds a blank, a line break or another sign that no key has";
}

/** What a key looks like, by how it begins. */
export function keyShape(key: string): KeyShape {
  if (key.startsWith("sk-kimi-")) return "subscription";
  if (key.startsWith("sk-")) return "open-platform";
  return JWT.test(key) ? "token" : "unknown";
}

/** Peels layers until nothing changes: they come in any order (`export KIMI_API_KEY="Bearer sk-…"`). */
function unwrap(pasted: string): string {
  let text = pasted;
  for (;;) {
    const trimmed = text.trim();
    const unquoted = QUOTES.exec(trimmed)?.[2] ?? trimmed;
    const peeled = unquoted.replace(ASSIGNMENT, "").replace(AUTH_HEADER, "").replace(/;$/u, "");
    if (peeled === text) return text;
    text = peeled;
  }
}

function refused(reason: string): KimiError {
  return new KimiError(
    "key-refused",
    `Kimi Code API key refused: ${reason}. Nothing was stored. Copy the key (sk-kimi-…) from ${KEY_PAGE} and run:\nopenclaw onboard --auth-choice kimi-code-api-key`,
  );
}
