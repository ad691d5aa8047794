import { KimiError, SIGN_IN_UNAVAILABLE } from "../errors/index.ts";
import { beforeAbort, startTimeLimit } from "../kimi/index.ts";
import { askTarget, type ServiceAsk, type ServiceReply } from "../service/index.ts";
import { findCredentials } from "./find-credentials.ts";
import type { Account } from "./host-auth.ts";
import { describeMissingKey } from "./missing-key.ts";

/**
 * Asks with the credential that a chat of this account would be sent with; as in a chat, one that is of no use hides
 * none behind it. See {@link askTarget}.
 */
export async function askService(account: Account, ask: ServiceAsk): Promise<ServiceReply> {
  const { signal, timeoutMs } = ask;
  const endsAt = Date.now() + timeoutMs;
  const credentials = findCredentials(account);
  let failure: KimiError | null = null;
  for (;;) {
    const next = await inTime(credentials.next(), endsAt, signal);
    if (next.done === true) break;
    const found = next.value;
    if (found.kind === "problem") {
      failure ??= new KimiError("web-failed", found.text);
      continue;
    }
    try {
      return await askTarget(found, { ...ask, timeoutMs: Math.max(1000, endsAt - Date.now()) });
    } catch (error) {
      if (!isCredentialRefused(error)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? new KimiError("web-failed", describeMissingKey());
}

/**
 * A credential if it is found in time: a sign-in may have to be renewed for it, which then goes on by itself.
 *
 * Throws a {@link KimiError} `sign-in-unavailable`; the reason of `signal` where that was aborted.
 */
export async function inTime<T>(
  found: Promise<T>,
  endsAt: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const limit = startTimeLimit(endsAt - Date.now(), signal);
  try {
    return await beforeAbort(found, limit.signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (!limit.signal.aborted) throw cause;
    throw new KimiError("sign-in-unavailable", SIGN_IN_UNAVAILABLE, { cause });
  } finally {
    limit.end();
  }
}

/** Whether another credential may do better. */
function isCredentialRefused(error: unknown): error is KimiError {
  return (
    error instanceof KimiError && (error.code === "credential-refused" || error.code === "sign-in-ended")
  );
}
