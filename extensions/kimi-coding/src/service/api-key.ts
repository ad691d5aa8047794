import { KimiError } from "../errors/index.ts";
import { KEY_PAGE, STORE_KEY_COMMAND } from "../kimi/index.ts";

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
  [/^["'`“”‘’]*$/u, "it is empty"],
  [/(?!\s)\p{Cc}|\p{Cf}/u, "it contains control characters or invisible characters"],
  [/\s/u, "it contains spaces, so more than the key was pasted"],
  [/["'`]/u, "it contains quotes"],
  [/[^\u0021-\u007E]/u, "it contains characters that keys cannot contain"],
  [/(?<![A-Z0-9_])(?=\d*[A-Z][A-Z0-9]*_)[A-Z0-9_]+=[^=]/u, "more than the key was pasted"],
  [/^sk-kimi-.*sk-kimi-/u, "more than one key was pasted"],
  [/.sk-kimi-/u, "more than the key was pasted"],
];
/** A terminal or a mail that wrapped the key. */
const LINE_BREAK = /(?<![ \t])[ \t]*[\r\n]+[ \t]*/gu;
/** A token has about 2,000 characters, a key 70: what is much longer is a file that was pasted. */
const MAX_PASTED = 16_384;
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
  const key = unwrapWhole(pasted);
  const flaw = keyFlaw(key, destination);
  if (flaw !== null) throw refused(flaw);
  return { key, shape: keyShape(key) };
}

/** Why a pasted text cannot be a key, for a user who can paste another one; `null` if it can. Never holds the text. */
export function pastedKeyFlaw(pasted: string, destination: KeyDestination): string | null {
  const flaw = keyFlaw(unwrapWhole(pasted), destination);
  return flaw && `${NO_KEY}${flaw}. Paste the key (sk-kimi-…) from ${KEY_PAGE}.`;
}

const NO_KEY = "This cannot be a Kimi Code API key: ";

/** Why a text without what was pasted around it cannot be a key, as the rest of a sentence. */
function keyFlaw(key: string, { ownEndpoint }: KeyDestination): string | null {
  if (key.length > MAX_PASTED) return "it is longer than any key";
  const flaw = FLAWS.find(([pattern]) => pattern.test(key));
  if (flaw !== undefined) return flaw[1];
  const foreign = FOREIGN_PREFIXES.find(([prefix]) => key.startsWith(prefix));
  if (foreign === undefined || ownEndpoint) return null;
  return `it is a key of ${foreign[1]} (${foreign[0]}…), not of Kimi Code`;
}

/** Where a warning is read: by a user who is still asked, or after the key was stored. */
export type WarningPlace = "before-storing" | "stored";

/** A warning for a key whose shape is not that of a subscription key, or `null` if there is nothing to say. */
export function keyShapeWarning(
  shape: KeyShape,
  destination: KeyDestination,
  place: WarningPlace,
): string | null {
  const doubt = destination.ownEndpoint ? null : shapeDoubt(shape);
  if (doubt === null) return null;
  const next = place === "stored" ? `It is stored as you gave it. ${REPLACE_KEY}` : RIGHT_KEY;
  return `${doubt} ${next}`;
}

const RIGHT_KEY = `Copy the key (sk-kimi-…) from ${KEY_PAGE}.`;
const REPLACE_KEY = `To replace it, copy the key (sk-kimi-…) from ${KEY_PAGE} and run:\n${STORE_KEY_COMMAND}`;

function shapeDoubt(shape: KeyShape): string | null {
  switch (shape) {
    case "subscription":
      return null;
    case "open-platform":
      return "This looks like a key of Moonshot's open platform, which is another product. A key of a Kimi Code subscription begins with sk-kimi-, and Kimi Code rejects other keys.";
    case "token":
      return "This looks like an access token of Kimi's own client (a JWT). Such a token expires within minutes, and OpenClaw cannot renew a token that was pasted.";
    case "unknown":
      return "This does not look like a Kimi Code subscription key, which begins with sk-kimi-.";
    default:
      return shape satisfies never;
  }
}

/** Why a secret cannot be sent in a header, whoever it is for, as a sentence; `null` for one that can. */
export function sendingFlaw(secret: string): string | null {
  return /^[\u0021-\u007E]+$/u.test(secret)
    ? null
    : "The key contains a space, a line break or another character that keys cannot contain.";
}

/** What a key looks like, by how it begins. */
export function keyShape(key: string): KeyShape {
  if (key.startsWith("sk-kimi-")) return "subscription";
  if (key.startsWith("sk-")) return "open-platform";
  return JWT.test(key) ? "token" : "unknown";
}

/**
 * A key without what people write around it, for one that a host has read from a variable; what is not a key even then
 * stays as it is, and the service judges it.
 */
export function bareKey(secret: string): string {
  if (secret.length > MAX_PASTED) return secret;
  const bare = unwrapWhole(secret);
  return FLAWS.some(([pattern]) => pattern.test(bare)) ? secret : bare;
}

function unwrapWhole(pasted: string): string {
  if (pasted.length > MAX_PASTED) return pasted;
  return unwrap(unwrap(pasted).replace(LINE_BREAK, ""));
}

/** Peels layers until nothing changes: they come in any order (`export KIMI_API_KEY="Bearer sk-…"`). */
function unwrap(pasted: string): string {
  let text = pasted;
  // More layers than anybody writes around a key.
  for (let layer = 0; layer < 64; layer += 1) {
    const trimmed = text.trim();
    const unquoted = QUOTES.exec(trimmed)?.[2] ?? trimmed;
    const peeled = unquoted.replace(ASSIGNMENT, "").replace(AUTH_HEADER, "").replace(/;$/u, "");
    if (peeled === text) return text;
    text = peeled;
  }
  return text;
}

function refused(reason: string): KimiError {
  return new KimiError(
    "key-refused",
    `${NO_KEY}${reason}. Nothing was stored. Copy the key (sk-kimi-…) from ${KEY_PAGE} and run:\n${STORE_KEY_COMMAND}`,
  );
}
