/**
 * The value if it comes before the signal is aborted; else the signal's reason is thrown. What comes later, and how it
 * fails, is left alone.
 */
export async function beforeAbort<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
