import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";
import { type Locked, withFileLock } from "../../host/index.ts";
import type { StoredLogin } from "../index.ts";

/**
 * Others wait for as long as one renewal can take. A lock whose process has died is taken over at once, whatever its
 * age: the host looks at the process that is written in it.
 */
const LOCK_OPTIONS = {
  retries: { retries: 240, factor: 1.1, minTimeout: 20, maxTimeout: 400, randomize: true },
  stale: 180_000,
} as const;

/**
 * Runs `work` while no other process of this machine renews the same sign-in. It is given the folder of the exchange
 * files. `busy` where another one holds the lock for longer than a renewal can take.
 */
export async function withRenewalLock<T>(
  login: StoredLogin,
  work: (folder: string) => Promise<T>,
): Promise<Locked<T>> {
  const lock = await lockPath(login);
  return withFileLock(lock, LOCK_OPTIONS, () => work(dirname(lock)));
}

/** One file per sign-in and machine, with nothing of the sign-in in its name. */
async function lockPath({ id, issuer }: StoredLogin): Promise<string> {
  const folder = join(resolveStateDir(), "locks", "kimi");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(`${issuer}\n${id}`).digest("hex").slice(0, 32);
  return join(folder, name);
}
