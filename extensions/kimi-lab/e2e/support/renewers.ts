import { startLineProcess } from "./line-process.ts";
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
  const { ask, kill } = await startLineProcess("renewer.ts", [store.profileId], store.env);
  return {
    async renew() {
      const line = await ask();
      if (line === "failed") throw new Error("the renewer got no token");
      return line;
    },
    kill,
  };
}
