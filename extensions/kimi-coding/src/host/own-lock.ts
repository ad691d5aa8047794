import { randomUUID } from "node:crypto";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** How long others wait for a lock, and from which age on it is void. */
export interface LockOptions {
  readonly retries: {
    readonly retries: number;
    readonly factor: number;
    readonly minTimeout: number;
    readonly maxTimeout: number;
    readonly randomize: boolean;
  };
  /** In ms. */
  readonly stale: number;
}

/** What work under a lock yields; `busy` where another process held the lock for too long. */
export type Locked<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" };

/**
 * Runs `work` while no other process holds the lock of `path`, for hosts that offer none: a file that only one can
 * make. Of two that find a lock void in the same moment, both may get in: what must not happen twice has a guard of
 * its own (docs/decisions/0005-sign-in-and-refresh.md).
 */
export async function withOwnLock<T>(
  path: string,
  { retries, stale }: LockOptions,
  work: () => Promise<T>,
): Promise<Locked<T>> {
  const file = `${path}.lock`;
  const mark = JSON.stringify({ pid: process.pid, id: randomUUID() });
  let waitMs = retries.minTimeout;
  for (let tries = 0; !(await isMade(file, mark)); tries += 1) {
    if (tries === retries.retries) return { kind: "busy" };
    if (await isVoid(file, stale)) await rm(file, { force: true });
    else await delay(waitMs * (0.5 + Math.random() / 2));
    waitMs = Math.min(waitMs * retries.factor, retries.maxTimeout);
  }
  try {
    return { kind: "done", value: await work() };
  } finally {
    // One that was found void meanwhile is another's.
    if ((await textOf(file)) === mark) await rm(file, { force: true });
  }
}

async function isMade(file: string, mark: string): Promise<boolean> {
  try {
    await writeFile(file, mark, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whether its process has died, or it is too old. Not where it is gone already. */
async function isVoid(file: string, stale: number): Promise<boolean> {
  const made = await stat(file).catch(() => null);
  if (made === null) return false;
  if (Date.now() - made.mtimeMs > stale) return true;
  const pid = Number(/"pid":\s*(\d+)/u.exec(await textOf(file))?.[1] ?? process.pid);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
