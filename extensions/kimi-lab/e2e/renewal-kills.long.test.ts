import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { present } from "openclaw-kimi-coding/test-api";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { startRenewers, type Renewer } from "./support/renewers.ts";

/** Of the moments at which processes are killed; in the title, so that a failure can be repeated. */
const seed = Number(process.env["KILL_SEED"] ?? Math.floor(Math.random() * 1e9));
const kills = Number(process.env["KILLS"] ?? 100);
const batch = 10;
/** Of so many kills one is while the service holds back its answer, whatever the moments. */
const heldEvery = 5;
/** A process takes about this long until the service is asked, and from then on until the answer is stored. */
const untilAskedMs = 800;
const untilStoredMs = 60;

type Moment =
  /** The service was not asked yet, or had not looked at the request. */
  | "before the exchange"
  /** The service had given new tokens, and they were not stored. */
  | "between the exchange and the store"
  | "after the store";

let simulator: Simulator;
let store: LoginStore;

beforeAll(async () => {
  simulator = await startSimulator();
  store = await createLoginStore(simulator);
});
afterAll(async () => {
  await simulator.stop();
  await store.remove();
});

describe("kills in the middle of a renewal", () => {
  it(`lose no sign-in, and send no token twice, KILL_SEED=${seed}`, async () => {
    const random = createRandom(seed);
    const moments: Moment[] = [];
    while (moments.length < kills) {
      await using renewers = await startRenewers(Math.min(batch, kills - moments.length) + 1, store);
      const [survivor, ...victims] = renewers.all;
      for (const victim of victims) {
        const isHeld = moments.length % heldEvery === 0;
        moments.push(await (isHeld ? killWhileHeld(victim) : killSomewhere(victim, random)));
        // What the killed one had begun is finished without it, and the next one goes on with that.
        await present(survivor).renew();
        expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
        expect(present(store.read()).dueAt).toBeGreaterThan(Date.now());
      }
    }
    const count = (wanted: Moment) => moments.filter((moment) => moment === wanted).length;
    const between = count("between the exchange and the store");
    console.log(
      `${moments.length} kills, no sign-in lost: ${count("before the exchange")} before the exchange, ${between} between it and the store, ${count("after the store")} after that`,
    );
    expect(between).toBeGreaterThanOrEqual(Math.ceil(kills / heldEvery));
    expect(count("before the exchange")).toBeGreaterThan(0);
  });
});

/** Has a process renew, and kills it at some moment. */
async function killSomewhere(victim: Renewer, random: () => number): Promise<Moment> {
  const { refreshToken } = begin(victim);
  const asked = simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
  asked.catch(() => undefined);
  await Promise.race([asked, delay(random() * untilAskedMs * 2)]);
  await delay(random() * untilStoredMs);
  const wasExchanged = simulator.oauth.refreshes === 1;
  await victim.kill();
  if (present(store.read()).refreshToken !== refreshToken) return "after the store";
  return wasExchanged ? "between the exchange and the store" : "before the exchange";
}

/** Has a process renew, and kills it when the service has exchanged the token and has not said so yet. */
async function killWhileHeld(victim: Renewer): Promise<Moment> {
  const answered = Promise.withResolvers<void>();
  const { refreshToken } = begin(victim, answered.promise);
  await expect.poll(() => simulator.oauth.refreshes).toBe(1);
  await victim.kill();
  expect(present(store.read()).refreshToken).toBe(refreshToken);
  answered.resolve();
  return "between the exchange and the store";
}

function begin(victim: Renewer, after?: Promise<void>): { readonly refreshToken: string } {
  simulator.reset();
  const login = store.signIn(randomUUID(), Date.now() - 1);
  if (after !== undefined) simulator.oauth.enqueue({ after });
  victim.renew().catch(() => undefined);
  return login;
}

/** Numbers from 0 to 1 that a seed repeats (Park and Miller). */
function createRandom(from: number): () => number {
  let state = (from % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
