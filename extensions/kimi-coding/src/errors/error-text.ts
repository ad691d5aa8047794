import { isObject, type JsonObject, parseJson } from "../kimi/index.ts";

/** What an adapter's error text says of the answer behind it. */
export interface ErrorText {
  /** HTTP status, where the text says one before the sentence. */
  readonly status: number | null;
  readonly type: string | null;
  /** What the service said, without what clients put around it. */
  readonly message: string;
  /** The text with one wrapper fewer each time, down to `message`. */
  readonly layers: readonly string[];
  /** Whole seconds that the service asks to wait, where the host's adapter tells. */
  readonly retryAfterSeconds: number | null;
}

/** Wrappers around one sentence. More were not seen, and none is without end. */
const MAX_WRAPPERS = 8;

/**
 * Takes apart what hosts, their adapters, gateways and the service itself put around a sentence: a status, words such as
 * `Invalid request:` (kimi-cli#2011) or `Error from provider:`, envelopes of either dialect, one in another. 2026.9.6 adds
 * `; Retry-After: 30 seconds`. Only words of a closed list are wrappers, so that what quotes a sentence is none.
 */
export function parseErrorText(text: string): ErrorText {
  const trimmed = text.trim();
  const [suffix, seconds] = /; Retry-After: (\d{1,9}(?:\.\d{1,9})?) seconds$/u.exec(trimmed) ?? [];
  let said = suffix === undefined ? trimmed : trimmed.slice(0, -suffix.length);
  let status: number | null = null;
  let type: string | null = null;
  const layers: string[] = [];
  for (let count = 0; count < MAX_WRAPPERS; count++) {
    const wrapper: Wrapper | null = parseEnvelope(said) ?? parseStatus(said) ?? parseLabel(said);
    if (wrapper === null) break;
    // The status of the answer itself comes first, the type of the service last.
    status ??= wrapper.status;
    type = wrapper.type ?? type;
    if (wrapper.isWords) layers.push(said);
    said = wrapper.message.trim();
  }
  layers.push(said);
  return {
    status,
    type,
    message: said,
    layers,
    retryAfterSeconds: seconds === undefined ? null : Math.ceil(Number(seconds)),
  };
}

interface Wrapper {
  readonly status: number | null;
  readonly type: string | null;
  readonly message: string;
  /** Whether what goes may belong to the sentence. */
  readonly isWords: boolean;
}

function parseStatus(text: string): Wrapper | null {
  const [whole, status] = /^([1-5]\d\d)\b(?::|\s-\s)?/u.exec(text) ?? [];
  if (whole === undefined) return null;
  return { status: Number(status), type: null, message: text.slice(whole.length), isWords: false };
}

/** What wrappers are made of (adapters and gateways of 2026, and names of errors in general). */
const WORD =
  "(?:[1-5]\\d\\d|[a-z]{0,40}(?:error|exception)|[a-z_]{1,40}_error|content_filter|engine_overloaded|request_too_large|api|http|status|code|llm|model|ai|provider|upstream|server|service|gateway|proxy|backend|client|request|response|invalid|bad|failed|failure|rejected|returned|received|call|from|by|the|an?|with|for|to|of|kimi|moonshot|coding|openai|anthropic|forbidden|unauthorized|permission|denied|not|found|unprocessable|entity|too|many|requests|internal|compatible|chat|completions?|sdk|litellm)";
const LABEL = new RegExp(
  `^[\\s([*#⚠️❌]{0,8}${WORD}(?:[ /.()[\\]'"]{1,3}${WORD}){0,9}[)\\]'"]{0,2} ?(?:[:：]| [-–—] )\\s*`,
  "iu",
);
/** No label is longer; so no text, however long, takes time here. */
const MAX_LABEL_LENGTH = 240;

function parseLabel(text: string): Wrapper | null {
  const parsed = text.startsWith('"') ? parseJson(text) : undefined;
  if (typeof parsed === "string") return { status: null, type: null, message: parsed, isWords: true };
  const quoted = /^(["'`“”«])([\s\S]{1,4000})["'`“”»]\.?$/u.exec(text)?.[2];
  if (quoted !== undefined) return { status: null, type: null, message: quoted, isWords: true };
  const label = LABEL.exec(text.slice(0, MAX_LABEL_LENGTH))?.[0];
  if (label === undefined) return null;
  const status = /\b[1-5]\d\d\b/u.exec(label)?.[0];
  const type =
    /\b(?:[a-z]{1,40}(?:_[a-z]{1,40}){0,4}_error|content_filter|engine_overloaded|request_too_large)\b/u.exec(
      label,
    )?.[0];
  return {
    status: status === undefined ? null : Number(status),
    type: type ?? null,
    message: text.slice(label.length),
    // The type of an envelope is none of the words of a sentence.
    isWords: !/^\S{1,80}:\s*$/u.test(label) || !label.includes("_"),
  };
}

function parseEnvelope(text: string): Wrapper | null {
  if (!text.startsWith("{") && !text.startsWith("[")) return null;
  const parsed = parseJson(text);
  const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isObject(body)) return parseBrokenEnvelope(text);
  const error = isObject(body["error"]) ? body["error"] : body;
  const { type, status } = error;
  return {
    status: typeof status === "number" && status >= 400 && status < 600 ? status : null,
    type: typeof type === "string" && type !== "error" ? type : null,
    message: sentenceIn(error),
    isWords: false,
  };
}

/** An envelope that was cut, has words behind it, or is in the form of another language (`{'error': {'message': '…'}}`). */
function parseBrokenEnvelope(text: string): Wrapper | null {
  const head = text.slice(0, 4000);
  const [whole, quote] =
    /^\[?\{\s{0,9}(?:["']type["']\s{0,9}:\s{0,9}["']error["'],\s{0,9})?["']error["']\s{0,9}:\s{0,9}\{[^{}]{0,400}?["']message["']\s{0,9}:\s{0,9}(["'])/u.exec(
      head,
    ) ?? [];
  if (whole === undefined || quote === undefined) return null;
  const rest = head.slice(whole.length);
  const end = new RegExp(`(?<!\\\\)${quote}\\s{0,9}[,}]`, "u").exec(rest);
  const type = /["']type["']\s{0,9}:\s{0,9}["'](?!error["'])([a-z_]{1,80})["']/u.exec(head)?.[1];
  const message = rest.slice(0, end?.index).replaceAll(/\\(["'])/gu, "$1");
  return { status: null, type: type ?? null, message, isWords: false };
}

/** Where gateways before the service put their sentence; in this order, as the official client reads them (2026-08). */
const SENTENCE_FIELDS = ["error_description", "message", "detail", "error"] as const;

function sentenceIn(error: JsonObject): string {
  const sentences = SENTENCE_FIELDS.map((field) => error[field]);
  return sentences.find((sentence) => typeof sentence === "string") ?? "";
}
