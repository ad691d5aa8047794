/** All hosts have it; 2026.9.6 has no types of it (2026-11). */
declare module "openclaw/plugin-sdk/file-lock" {
  import type { LockOptions } from "./own-lock.ts";

  export const FILE_LOCK_TIMEOUT_ERROR_CODE: string;
  export function withFileLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T>;
}
