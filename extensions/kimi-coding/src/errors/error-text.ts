import { isObject, type JsonObject, parseJson } from "../kimi/index.ts";

/** What an adapter's error text says of the answer behind it. */
export interface ErrorText {
  /** HTTP status, where the text begins with one. */
  readonly status: number | null;
  readonly type: string | null;
  /** What the service said, without what clients put around it. */
  readonly message: string;
  /** Whole seconds that the service asks to wait, where the host's adapter tells. */
  readonly retryAfterSeconds: number | null;
}

/**
 * Takes apart what the hosts' adapters make of a refusal: `403 message`, `403: message`, `403 {body}` with an
 * envelope of either dialect, each with `Error: ` before it at times. 2026.9.6 adds `; Retry-After: 30 seconds`.
 */
export function parseErrorText(text: string): ErrorText {
  const [, status, rest = ""] = /^(?:Error: )?(?:([1-5]\d\d)\b:?)?\s*(.*)$/su.exec(text.trim()) ?? [];
  const [suffix, seconds] = /; Retry-After: (\d{1,9}(?:\.\d{1,9})?) seconds$/u.exec(rest) ?? [];
  const said = suffix === undefined ? rest : rest.slice(0, -suffix.length);
  return {
    status: status === undefined ? null : Number(status),
    retryAfterSeconds: seconds === undefined ? null : Math.ceil(Number(seconds)),
    ...(parseEnvelope(said) ?? { type: null, message: said }),
  };
}

function parseEnvelope(text: string): Pick<ErrorText, "type" | "message"> | null {
  if (!text.startsWith("{")) return null;
  const body = parseJson(text);
  if (!isObject(body)) return null;
  const error = isObject(body["error"]) ? body["error"] : body;
  const { type } = error;
  return { type: typeof type === "string" ? type : null, message: sentenceIn(error) };
}

/** Where gateways before the service put their sentence; in this order, as the official client reads them (2026-08). */
const SENTENCE_FIELDS = ["error_description", "message", "detail", "error"] as const;

function sentenceIn(error: JsonObject): string {
  const sentences = SENTENCE_FIELDS.map((field) => error[field]);
  return sentences.find((sentence) => typeof sentence === "string") ?? "";
}
