import { type Locked, type LockOptions, withOwnLock } from "./own-lock.ts";

/** Where hosts offer a lock, what stays first: `infra-runtime` was to go on 2026-10-01 (docs of 2026.9.6). */
const SUBPATHS = [
  () => import("openclaw/plugin-sdk/file-lock"),
  // Of many parts, of which this is one: loaded when it is needed.
  () => import("openclaw/plugin-sdk/infra-runtime"),
] as const;

/**
 * Runs `work` while no other process of this machine holds the lock of `path`: the host's lock, or where it offers
 * none, {@link withOwnLock}. The folder must be there.
 */
export async function withFileLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<Locked<T>> {
  for (const load of SUBPATHS) {
    const host = await load().catch(() => null);
    if (typeof host?.withFileLock !== "function") continue;
    try {
      return { kind: "done", value: await host.withFileLock(path, options, work) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === undefined || code !== host.FILE_LOCK_TIMEOUT_ERROR_CODE) throw error;
      return { kind: "busy" };
    }
  }
  return withOwnLock(path, options, work);
}
