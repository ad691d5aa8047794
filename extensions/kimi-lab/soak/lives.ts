import { startGateway, type Gateway } from "../host/gateway.ts";
import { dialects, type SoakHome } from "./soak-home.ts";

/** The gateways of a run, one after another in the same home. */
export interface Lives {
  /** The one that runs, or the next one when it is ready. */
  current(): Promise<Gateway>;
  /** How many were killed. */
  readonly kills: number;
  /** How many starts OpenClaw refused because it lost the lease of its own database; the next one then held. */
  readonly refusedStarts: number;
  /** Kills the one that runs with SIGKILL, and starts the next one. Resolves when that is ready. */
  kill(): Promise<void>;
  /** All that those printed which have ended. */
  output(): string;
  /** Ends the one that runs. May be called again. */
  stop(): Promise<void>;
}

/**
 * How OpenClaw 2026.9.6 refuses to start: three times seen behind a kill with some 400 turns in its database, on a busy
 * machine, and not with a few turns. No part of a plugin is loaded then. It names the command that mends it.
 */
const leaseLost = /agent database maintenance lease \S+ was lost/u;
const MEND = ["doctor", "--fix", "--non-interactive"] as const;
const MOST_STARTS = 5;

/**
 * Starts the first one. The caller stops the last. Every second one speaks the other dialect, so that conversations go
 * on in another dialect than they were begun in.
 */
export async function startLives(soakHome: SoakHome): Promise<Lives> {
  const { home, env, speak } = soakHome;
  let refusedStarts = 0;
  const start = async (life: number) => {
    await speak(dialects[life % dialects.length] ?? dialects[0]);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startGateway(home, { env });
      } catch (error) {
        if (attempt === MOST_STARTS || !(error instanceof Error) || !leaseLost.test(error.message))
          throw error;
        refusedStarts += 1;
        await soakHome.moveClock("back");
        await home.openclaw(MEND, { timeoutMs: 300_000 });
      }
    }
  };
  let running = start(0);
  const past: string[] = [];
  let kills = 0;
  let stopped: Promise<void> | undefined;
  await running;
  const stop = async () => {
    const last = await running;
    await last.stop();
    past.push(last.output());
  };
  return {
    current: () => running,
    get kills() {
      return kills;
    },
    get refusedStarts() {
      return refusedStarts;
    },
    async kill() {
      const killed = await running;
      kills += 1;
      running = (async () => {
        process.kill(killed.pid, "SIGKILL");
        await killed.exited;
        past.push(killed.output());
        return await start(kills);
      })();
      await running;
    },
    output: () => past.join("\n"),
    stop: () => (stopped ??= stop()),
  };
}
