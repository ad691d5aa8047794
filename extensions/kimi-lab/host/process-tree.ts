import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Sends a signal to every process of a group; a group that is gone is not an error. The group is named by the
 * process id of its leader, so the leader must have been started in a group of its own (`detached`).
 *
 * SIGKILL also reaches descendants that have left the group, as the commands do that a gateway runs for its
 * tools. Windows has neither groups nor signals: there the whole tree is ended at once.
 */
export function signalGroup(leader: number, signal: "SIGTERM" | "SIGKILL"): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(leader), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  // Looked up first: with its parent gone, nothing tells whose descendant a process was.
  const strays = signal === "SIGKILL" ? descendants(leader) : [];
  send(-leader, signal);
  for (const stray of strays) send(stray, signal);
}

function send(target: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    // EPERM is macOS's answer for a group of which only zombies are left.
    const gone = error instanceof Error && "code" in error && ["ESRCH", "EPERM"].includes(String(error.code));
    if (!gone) throw error;
  }
}

function descendants(ancestor: number): readonly number[] {
  const found = new Set([ancestor]);
  // A child may be listed before its parent, so look until nothing is added.
  const parents = listParents();
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  found.delete(ancestor);
  return [...found];
}

/** Every process with its parent. */
function listParents(): readonly (readonly [pid: number, parent: number])[] {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    return stdout.split("\n").flatMap((line) => {
      const [pid, parent] = line.trim().split(/\s+/u).map(Number);
      return pid === undefined || parent === undefined ? [] : [[pid, parent] as const];
    });
  }
  // Not every Linux has ps.
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/u.test(name)) return [];
    const parent = /^\d+ \(.*\) \S (\d+)/su.exec(readQuietly(`/proc/${name}/stat`))?.[1];
    return parent === undefined ? [] : [[Number(name), Number(parent)] as const];
  });
}

/** A process may end between the listing and the look. */
function readQuietly(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
