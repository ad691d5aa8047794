import { shownUrl, webPageText } from "../../service/index.ts";
import type { AnswerFailure } from "../response/index.ts";
import { toBeSentAgain } from "./refusal.ts";

/** Bytes in which a page has begun. */
const HEAD_BYTES = 64;

/**
 * Whether an answer with these first bytes is a page and not an event stream, whatever its content type says. No line
 * of an event stream begins with `<`.
 */
export function isWebPage(bytes: Uint8Array): boolean {
  return /^\s*</u.test(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)));
}

/** What a page says of a chat: a network that wants a sign-in answers so for every address. */
export function webPageAt(baseUrl: string): AnswerFailure {
  return toBeSentAgain(webPageText(shownUrl(baseUrl)));
}
