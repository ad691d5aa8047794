import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process of its own that does its work once for each line that it reads, and answers with a line. */
export interface LineProcess extends AsyncDisposable {
  /** Has it work; resolves with its answer. Rejects if it ends first. */
  readonly ask: () => Promise<string>;
  /** Ends it as `kill -9` does; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts a script of this folder; resolves when it has said, with its first line, that all code is loaded. */
export async function startLineProcess(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<LineProcess> {
  const child = spawn(
    process.execPath,
    ["--conditions=kimi-source", join(import.meta.dirname, script), ...args],
    {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const read = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${script} has ended`);
    return value;
  };
  const kill = async () => {
    if (!isRunning(child)) return;
    child.kill("SIGKILL");
    await ended;
  };
  await read();
  return {
    async ask() {
      child.stdin.write("\n");
      return await read();
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
