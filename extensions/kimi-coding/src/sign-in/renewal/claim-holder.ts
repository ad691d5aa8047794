import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Claim } from "./claim.ts";

/** What is known of the process that made a claim. */
export type Holder =
  /** It is that very process, and it lives. */
  | "living"
  /** A process with its id lives; whether it is that one, the system does not say. */
  | "perhaps"
  | "dead"
  /** It is on another machine, or in another container, and cannot be seen from here. */
  | "elsewhere";

/** The claim that this process makes. */
export function ownClaim(until: number): Claim {
  return { pid: process.pid, until, machine: machine(), startedAt: startOf(process.pid) };
}

/** Looks for the process that made a claim. Its id alone is a hint: ids are used again, and each container has its own. */
export function findHolder(claim: Claim): Holder {
  if (claim.machine !== undefined && claim.machine !== machine()) return "elsewhere";
  if (!isAlive(claim.pid)) return "dead";
  if (claim.startedAt === undefined) return "perhaps";
  const start = startOf(claim.pid);
  if (start === undefined) return "perhaps";
  return start === claim.startedAt ? "living" : "dead";
}

/** Tells machines apart, and on Linux also the containers of one, whose processes do not see each other. */
function machine(): string {
  return `${hostname()} ${orNothing(() => readlinkSync("/proc/self/ns/pid")) ?? ""}`.trim();
}

/** When a process began, in ticks since the boot of the machine (Linux, `proc_pid_stat(5)`, field 22), and of which boot. */
function startOf(pid: number): string | undefined {
  const stat = orNothing(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  // The name of the program, in parentheses, may hold anything.
  const ticks = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const boot = orNothing(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim());
  return ticks === undefined || !/^\d+$/u.test(ticks) ? undefined : `${ticks} ${boot ?? ""}`.trim();
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
