import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { extensionRoot } from "../../host/paths.ts";
import type { LoginStore } from "./login-store.ts";

/** A process of its own that renews as the plugin does in a host. */
export interface Renewer {
  /** Gets a token for a turn; resolves with its digest. Rejects if there is none, or if the process ends first. */
  renew(): Promise<string>;
  /** Ends it as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Renewers that are ended with the block. */
export interface Renewers extends AsyncDisposable {
  readonly all: readonly Renewer[];
}

/** Starts processes on one store and resolves when all have loaded their code. */
export async function startRenewers(count: number, store: LoginStore): Promise<Renewers> {
  const started = Array.from({ length: count }, () => startRenewer(store));
  const all = await Promise.all(started);
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((renewer) => renewer.kill()));
    },
  };
}

async function startRenewer(store: LoginStore): Promise<Renewer> {
  const script = join(extensionRoot, "e2e", "support", "renewer.ts");
  const child = spawn(process.execPath, [script, store.profileId], {
    env: { ...process.env, ...store.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const read = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the renewer has ended");
    return value;
  };
  await read();
  return {
    async renew() {
      child.stdin.write("\n");
      const line = await read();
      if (line === "failed") throw new Error("the renewer got no token");
      return line;
    },
    async kill() {
      if (!isRunning(child)) return;
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
