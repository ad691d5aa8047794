import { isObject } from "../kimi/index.ts";
import type { Message } from "../markup/index.ts";
import { MALFORMED, UNFINISHED } from "./response/index.ts";

/** An answer as the host's adapter ended it. */
export interface EndedMessage extends Message {
  /** Absent in what some adapters make of a failure. */
  readonly usage?: { readonly output: number } | undefined;
  readonly errorMessage?: string;
  /** The id that the service gave it in its first frame. */
  readonly responseId?: string | undefined;
}

/** What an ending is judged by, beside the message. */
export interface EndingContext {
  /** Whether this endpoint was seen to say how many tokens an answer took. */
  readonly tellsUsage: boolean;
  /** Whether the adapter takes over the id of an answer that has begun, as those of the Anthropic dialect do. */
  readonly keepsId: boolean;
  /** Whether the host asks again because the answer before had nothing to show. Asked only of an empty answer. */
  readonly isSecondTry: () => boolean;
}

/** Whether an answer says how many tokens it took. */
export function tellsUsage({ usage }: Pick<EndedMessage, "usage">): boolean {
  return usage !== undefined && usage.output > 0;
}

/** For the user, who otherwise sees nothing: 2026.9.6 asks again once, and ends the turn without a word. */
export const EMPTY =
  "Kimi Code returned an empty answer twice. Your key and plan are fine. Send the message again. If the answer stays empty, start a new chat:\n/new";

/**
 * Says what is wrong with an answer that the host would take for a whole one, or that it would not try again;
 * `null` for any other. What the text of an answer says plays no part in it.
 */
export function brokenEnding(message: EndedMessage, context: EndingContext): string | null {
  const { stopReason, content, usage, errorMessage = "" } = message;
  if (stopReason === "aborted") return null;
  if (stopReason === "error") return MALFORMED_FRAME.test(errorMessage) ? MALFORMED : null;
  if (content.length === 0) {
    // No frame came: a page of a network's sign-in, say, or nothing. 2026.9.6 then asks in other words, and sends the
    // images of the message a second time in the same request (seen 2026-11). A failure, it sends again as it was.
    if (context.keepsId && message.responseId === undefined) return UNFINISHED;
    return context.isSecondTry() ? EMPTY : null;
  }
  // `length` is a finish reason; only `stop` and `toolUse` are also said where none came.
  if (stopReason === "length") return null;
  return isUnfinished(usage?.output ?? 0, context) ? UNFINISHED : null;
}

/**
 * The adapters call an answer finished when its finish reason never came (pi-ai 0.73: the stream just ended;
 * `@openclaw/ai` 2026.9.6: `[DONE]` came). The service says the usage together with the finish reason (real sample
 * in the official client, 2026-08), so an answer that took no tokens lacks both. An endpoint that never says its
 * usage, such as a proxy, shows nothing by that.
 */
function isUnfinished(outputTokens: number, { tellsUsage }: EndingContext): boolean {
  return tellsUsage && outputTokens === 0;
}

/** As the adapters say it: pi-ai 0.73 on either dialect, `@openclaw/ai` 2026.9.6 on either. */
const MALFORMED_FRAME =
  /^(?:Could not parse Anthropic SSE event|(?!\d{3}\b).{0,80} in JSON at position \d+|Unexpected end of JSON input|Error reading response: malformed server-sent event JSON|OpenClaw transport error: malformed_streaming_fragment)/u;

/** How 2026.9.6 asks once more for an answer that can be shown, in a message beside the user's. */
const ASKED_AGAIN = /did not produce a user-visible answer\. Continue from /u;

/** Whether the host asks, at the end of a conversation, for an answer once more. */
export function isSecondTry(
  messages: readonly { readonly role: string; readonly content?: unknown }[],
): boolean {
  const unanswered = messages.slice(messages.findLastIndex(({ role }) => role !== "user") + 1);
  return unanswered.flatMap(({ content }) => textsOf(content)).some((text) => ASKED_AGAIN.test(text));
}

function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.flatMap((part) => (isObject(part) && typeof part["text"] === "string" ? [part["text"]] : []));
}
