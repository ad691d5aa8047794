import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

import { holdGroup, releaseGroup } from "./living-groups.ts";
import { signalGroup } from "./process-tree.ts";

/** How a process ended: by itself with a code, or by a signal, which is then its `exitCode` plus 128. */
export interface Exit {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process with everything that it starts. It ends with this process at the latest. */
export interface ProcessGroup {
  readonly pid: number;
  /** Resolves when the process has ended; whatever it left running in its group is ended then. */
  readonly exited: Promise<Exit>;
  /** Everything that it wrote so far, both streams interleaved. */
  output(): string;
  /** Calls back for each piece of output from now on; the result takes the callback away. */
  onOutput(listener: (text: string) => void): () => void;
  /** Asks it to end, and ends it by force after `graceMs`. May be called again. */
  stop(graceMs: number): Promise<Exit>;
}

export interface ProcessGroupOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Written to its standard input, which is then closed; closed at once by default. */
  readonly input?: string;
  /** Leaves its standard input open, for a program that takes the end of input for its own. */
  readonly keepInputOpen?: boolean;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
/** Output that comes later than this after the end comes from a process that left the group. */
const lateOutputMs = 1000;

/**
 * Starts a program in a process group of its own.
 *
 * @throws when the program cannot be started, with the system's error as `cause`.
 */
export async function startProcessGroup(
  command: string,
  args: readonly string[],
  { env, cwd, input, keepInputOpen = false }: ProcessGroupOptions,
): Promise<ProcessGroup> {
  const child = spawn(command, args, { cwd, env, detached: true, windowsHide: true, stdio: "pipe" });
  // Not events.once, which fails on "error": after the start that is a signal that could not be sent.
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new Error(`Cannot start ${command}.`, { cause });
  }
  child.on("error", () => {});
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} has no process id.`);
  holdGroup(pid);

  const listeners = new Set<(text: string) => void>();
  const all: string[] = [];
  const record = (text: string) => {
    all.push(text);
    for (const listener of listeners) listener(text);
  };
  const stdout = collect(child.stdout, record);
  const stderr = collect(child.stderr, record);
  // A program that ends without reading its input is no error.
  child.stdin.on("error", () => {});
  if (!keepInputOpen) child.stdin.end(input ?? "");

  const exited = untilExit(child, pid, ended, closed).then((exitCode) => ({
    exitCode,
    stdout: stdout(),
    stderr: stderr(),
  }));
  return {
    pid,
    exited,
    output: () => all.join(""),
    onOutput(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return exited;
      signalGroup(pid, graceMs > 0 ? "SIGTERM" : "SIGKILL");
      const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function untilExit(
  child: ChildProcess,
  pid: number,
  ended: Promise<void>,
  closed: Promise<void>,
): Promise<number> {
  await ended;
  signalGroup(pid, "SIGKILL");
  releaseGroup(pid);
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, lateOutputMs);
  await closed;
  clearTimeout(timer);
  return child.exitCode ?? 128 + (signalNumbers[child.signalCode ?? ""] ?? 0);
}

function collect(stream: Readable, record: (text: string) => void): () => string {
  const parts: string[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    parts.push(text);
    record(text);
  });
  return () => parts.join("");
}
