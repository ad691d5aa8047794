import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { oauthFaults, type Simulator } from "../simulator/simulator.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import type { Lives } from "./lives.ts";
import type { Trouble } from "./schedule.ts";
import type { SoakHome } from "./soak-home.ts";
import { emptyDisk, fillDisk, lockFolder, unlockFolder } from "./store-trouble.ts";

/** Longer than any rest that a host gives a credential that failed. */
const REST_SECONDS = 660;
const DOWN_MS = 2500;
const SERVICE_JUMP_MS = 60_000;
/** A killed gateway has turns under way, some of them in an answer. */
const BEFORE_KILL_MS = 700;

/** What trouble is made with. */
export interface Means {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
  readonly soakHome: SoakHome;
  readonly lives: Lives;
}

/** Ends trouble that goes on until then. */
export type EndTrouble = () => Promise<void>;

/** How each is begun: resolves when it has passed, or with what ends it. */
const makers = {
  async "the gateway is killed"({ lives }) {
    await pause(BEFORE_KILL_MS);
    await lives.kill();
    return null;
  },
  async "the service is down"({ proxy }) {
    await proxy.goDown(DOWN_MS);
    return null;
  },
  async "the clock of the gateway jumps forward"({ soakHome }) {
    await soakHome.moveClock(REST_SECONDS);
    return null;
  },
  async "the clock of the gateway jumps back"({ soakHome }) {
    await soakHome.moveClock("back");
    return null;
  },
  async "the clock of the service jumps forward"({ simulator }) {
    simulator.clock.advance(SERVICE_JUMP_MS);
    return null;
  },
  async "the service forgets its files"({ simulator }) {
    simulator.forgetFiles();
    return null;
  },
  async "sign-in service refuses"({ simulator }) {
    for (const fault of [oauthFaults.unavailable, oauthFaults.tooManyRequests, "disconnect"] as const) {
      simulator.oauth.enqueue({ fault });
    }
    return null;
  },
  async "the disk is full"({ lives }) {
    const { pid } = await lives.current();
    await fillDisk(pid);
    return () => emptyDisk(pid);
  },
  async "the store is read-only"({ soakHome }) {
    const state = join(soakHome.home.directory, ".openclaw");
    await lockFolder(state);
    return () => unlockFolder(state);
  },
} as const satisfies Record<Trouble, (means: Means) => Promise<EndTrouble | null>>;

/** Begins trouble. Resolves when it has passed, or with what ends it. Throws where this machine does not allow it. */
export function makeTrouble(name: Trouble, means: Means): Promise<EndTrouble | null> {
  return makers[name](means);
}
