import { AsyncLocalStorage } from "node:async_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Runs turns one after the other, each in an async context of its own, as a host does that keeps what belongs to a turn
 * there. Returns how many of the contexts are held when all have ended. An open connection holds the turn that opened
 * it, and what waits on it the latest one.
 */
export async function countHeldTurns(
  turns: number,
  run: (index: number) => Promise<unknown>,
): Promise<number> {
  setFlagsFromString("--expose-gc");
  const contexts = new AsyncLocalStorage<object>();
  const kept: WeakRef<object>[] = [];
  for (let index = 0; index < turns; index += 1) {
    const turn = { index };
    await contexts.run(turn, () => run(index));
    kept.push(new WeakRef(turn));
  }
  // A reference that was just made holds what it refers to until the next task.
  await new Promise((resolve) => setImmediate(resolve));
  runInNewContext("gc()");
  return kept.filter((turn) => turn.deref() !== undefined).length;
}
