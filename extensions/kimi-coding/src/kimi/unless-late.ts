import { timerDelay } from "./timer-delay.ts";

/** The value if it comes within `ms` milliseconds, else `null`. What comes later, and how it fails, is left alone. */
export async function unlessLate<T>(value: Promise<T>, ms: number): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), timerDelay(ms));
  value.catch(() => undefined);
  try {
    return await Promise.race([value, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
