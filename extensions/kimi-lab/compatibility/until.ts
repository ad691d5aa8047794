import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again until `look` finds something. @throws with `what` when that takes too long. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Not seen within ${timeoutMs / 1000} s: ${what}`);
    await delay(250);
  }
}

/** @throws with `what` and the beginning of the text when the text does not match. */
export function expectText(what: string, text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`${what} does not match ${pattern}: ${text.slice(-300)}`);
}
