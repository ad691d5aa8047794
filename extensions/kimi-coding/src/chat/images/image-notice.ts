/** By its opening and its end a notice is known again in a conversation. */
const OPENING = "⚠️ Kimi Code images: ";
const ENDING = "Send an image again if it still matters.";

/** A line for a chat about images that a request did without, because the service said that it was too large. */
export function imageNotice(leftOut: number, limitBytes: number): string {
  const which = leftOut === 1 ? "its oldest image was" : `its ${leftOut} oldest images were`;
  const limit =
    limitBytes < 1_000_000
      ? `${Math.round(limitBytes / 1000)} KB`
      : `${(limitBytes / 1_000_000).toFixed(1)} MB`;
  return `${OPENING}this conversation is larger than the service accepts (${limit}), so ${which} not sent. ${ENDING}`;
}

/** A text without the notice that its last line is; the very text where there is none. */
export function withoutImageNotice(text: string): string {
  const end = text.trimEnd();
  if (!end.endsWith(ENDING)) return text;
  const opening = end.indexOf(OPENING, end.lastIndexOf("\n") + 1);
  return opening === -1 ? text : end.slice(0, opening).trimEnd();
}

/** Notices that wait for the end of a turn, by session; more sessions than run at a time. */
const MAX_WAITING = 100;
const waiting = new Map<string, string>();

/** Keeps a notice until the turn of a session has an answer that people read. */
export function keepNotice(session: string, text: string): void {
  waiting.delete(session);
  waiting.set(session, text);
  const [oldest] = waiting.keys();
  if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
}

/** The notice that waits for a session, which is not given again. */
export function takeNoticeOf(session: string): string | null {
  const text = waiting.get(session) ?? null;
  waiting.delete(session);
  return text;
}
