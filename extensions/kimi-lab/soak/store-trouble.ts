import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Lets a gateway write no byte more to any file, as on a full disk (EFBIG in place of ENOSPC). Linux only. */
export async function fillDisk(pid: number): Promise<void> {
  await run("prlimit", ["--pid", String(pid), "--fsize=0:unlimited"]);
}

export async function emptyDisk(pid: number): Promise<void> {
  await run("prlimit", ["--pid", String(pid), "--fsize=unlimited:unlimited"]);
}

/** Lets nobody create or open for writing any file below a folder. Needs the right to mount. */
export async function lockFolder(folder: string): Promise<void> {
  await run("mount", ["--bind", folder, folder]);
  await run("mount", ["-o", "remount,bind,ro", folder]);
}

export async function unlockFolder(folder: string): Promise<void> {
  await run("umount", ["--lazy", folder]);
}
