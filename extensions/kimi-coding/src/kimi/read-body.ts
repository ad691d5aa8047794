import { unlessLate } from "./unless-late.ts";

/**
 * Bytes of a refusal that are read: a sentence in JSON has some hundreds. It is classified by its beginning, and by its
 * status where that is not enough.
 */
export const MAX_REFUSAL_BYTES = 64 * 1024;

/** Under which conditions a body is read. */
export interface BodyLimits {
  /** More is not read. Counted as the bytes arrive and after they were unpacked: a length that is stated may be a lie. */
  readonly maxBytes: number;
  /** How long the whole body may take; without, as long as its request may. */
  readonly withinMs?: number;
  /** Closes the connection of a body whose rest is not wanted, also while it is being read. */
  readonly close: () => void;
}

/** The text of a body, or its beginning. */
export interface BodyText {
  readonly text: string;
  /** Whether there is more than `maxBytes`, or more than came in time; the connection is closed then. */
  readonly isCut: boolean;
}

/**
 * Reads a body as UTF-8: the only way in which this plugin does, but for the event stream of a chat. Rejects as the
 * body does.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  { maxBytes, withinMs, close }: BodyLimits,
): Promise<BodyText> {
  if (body === null) return { text: "", isCut: false };
  const decoder = new TextDecoder();
  const iterator = body[Symbol.asyncIterator]();
  const until = withinMs === undefined ? null : performance.now() + withinMs;
  // Joined once: a text that grows piece by piece costs more with each piece when bytes come one by one.
  const pieces: string[] = [];
  let bytes = 0;
  for (;;) {
    const next = await (until === null
      ? iterator.next()
      : unlessLate(iterator.next(), until - performance.now()));
    if (next?.done === true) return { text: `${pieces.join("")}${decoder.decode()}`, isCut: false };
    if (next !== null) {
      pieces.push(decoder.decode(next.value.subarray(0, maxBytes - bytes), { stream: true }));
      bytes += next.value.length;
    }
    if (next === null || bytes > maxBytes) {
      close();
      return { text: pieces.join(""), isCut: true };
    }
  }
}
