import { OWN_TEXT } from "../../errors/index.ts";
import { isObject, parseJson, printedLine } from "../../kimi/index.ts";
import { redirectText, shownUrl } from "../../service/index.ts";
import { type AnswerFailure, readFailure } from "../response/index.ts";

/** A reply that is not an answer. */
interface RefusedReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As much of the body as was read. */
  readonly text: string;
}

/** Code units of a body without a message of its own that a failure quotes. */
const MAX_QUOTED_LENGTH = 500;

/**
 * What a refusal says, worded as the hosts' adapters word it: `403 message; Retry-After: 30 seconds` (2026.9.6), so
 * that hosts and this plugin know it by the same words. The host's own time to wait goes by these words.
 */
export function refusalOf(
  { status, headers, text }: RefusedReply,
  baseUrl: string,
  now: number,
): AnswerFailure {
  if (status >= 300 && status < 400) {
    return toBeSentAgain(redirectText(shownUrl(baseUrl), status));
  }
  const body = parseJson(text);
  const { message, type, code } = readFailure(isObject(body) ? (body["error"] ?? body) : undefined);
  const said = message === "" ? quoted(text) : message;
  const seconds = retryAfterSeconds(headers["retry-after"], now);
  const wait = seconds === undefined ? "" : `; Retry-After: ${seconds} seconds`;
  return { reason: "error", message: `${status} ${said}${wait}`, type, code };
}

/** A failure in this plugin's own words, of a text that says what to check first. */
export function toBeSentAgain(text: string): AnswerFailure {
  return { reason: "error", message: `${text}\nThen send the message again.`, code: OWN_TEXT };
}

function quoted(text: string): string {
  const line = printedLine(text, MAX_QUOTED_LENGTH);
  if (line === "") return "status code (no body)";
  if (line.startsWith("<")) return "status code (a web page came)";
  return line;
}

/** The longest window of a plan is a month; a host cannot wait longer than a timer can, 24 days (Node 24). */
const MAX_WAIT_SECONDS = 31 * 86_400;

/** Whole seconds to wait, of a header that has seconds or a date; the official client reads seconds (2026-08). */
function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  // Dates come in a few forms, none of them long.
  if (header.length > 64) return undefined;
  const stated = header.trim();
  const seconds = /^\d{1,9}$/u.test(stated) ? Number(stated) : Math.ceil((Date.parse(stated) - now) / 1000);
  const isDate = !/^[\d+-]*\.?\d*$/u.test(stated);
  if (Number.isNaN(seconds) || seconds > MAX_WAIT_SECONDS) return undefined;
  return seconds > 0 || (seconds === 0 && !isDate) ? seconds : undefined;
}
