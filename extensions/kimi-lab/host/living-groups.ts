import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";

import { signalGroup } from "./process-tree.ts";

const groups = new Set<number>();
let reaper: Writable | undefined;

/**
 * Promises that a process group ends with this process, whether that returns, throws, is interrupted or is
 * killed. Take it back with {@link releaseGroup} once the group has ended.
 */
export function holdGroup(leader: number): void {
  reaper ??= startReaper();
  groups.add(leader);
  reaper.write(`+${leader}\n`);
}

/** Forgets a group that has ended, whose id may now come to name another. */
export function releaseGroup(leader: number): void {
  if (groups.delete(leader)) reaper?.write(`-${leader}\n`);
}

/** Signals run no exit handlers, and nothing runs after SIGKILL: the reaper is there for those. */
function startReaper(): Writable {
  const child = spawn(process.execPath, [join(import.meta.dirname, "reaper.ts")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
  child.unref();
  // The pipe must not keep this process alive: its end is the news that the reaper waits for.
  if (child.stdin instanceof Socket) child.stdin.unref();
  // Without a reaper a normal exit still cleans up, so a failure here must not break the run.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  process.once("exit", () => {
    for (const leader of groups) signalGroup(leader, "SIGKILL");
  });
  return child.stdin;
}
