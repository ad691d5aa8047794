import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { present } from "../test-support.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { startRenewers, type Renewer } from "./support/renewers.ts";

/** Of the moments at which processes are killed; in the title, so that a failure can be repeated. */
const seed = Number(process.env["KILL_SEED"] ?? Math.floor(Math.random() * 1e9));
const kills = Number(process.env["KILLS"] ?? 100);
const batch = 10;
/** A process takes about this long until it asks the service, and from then on until the answer is stored. */
const untilAskedMs = 300;
const untilStoredMs = 20;

type Outcome =
  /** The service was not asked yet: the next process renews. */
  | "untouched"
  /** The new tokens are stored. */
  | "stored"
  /** The service gave new tokens, and the process died before it had stored them. No client can tell. */
  | "lost on the way";

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
  it(`lose no sign-in but one whose new tokens were on their way, KILL_SEED=${seed}`, async () => {
    const random = createRandom(seed);
    const outcomes: Outcome[] = [];
    while (outcomes.length < kills) {
      await using renewers = await startRenewers(Math.min(batch, kills - outcomes.length) + 1, store);
      const [survivor, ...victims] = renewers.all;
      for (const victim of victims) {
        outcomes.push(await killOne(victim, present(survivor), random));
      }
    }
    const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
    console.log(
      `${kills} kills: ${count("untouched")} before the service was asked, ${count("stored")} after the new tokens were stored, ${count("lost on the way")} in between`,
    );
    expect(count("untouched")).toBeGreaterThan(0);
    expect(count("stored")).toBeGreaterThan(0);
  });
});

/** Has one process renew, kills it at some moment, and has another go on with what is stored. */
async function killOne(victim: Renewer, survivor: Renewer, random: () => number): Promise<Outcome> {
  simulator.reset();
  const login = store.signIn(randomUUID(), Date.now() - 1);
  victim.renew().catch(() => undefined);
  const asked = simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
  asked.catch(() => undefined);
  await Promise.race([asked, delay(random() * untilAskedMs * 2)]);
  await delay(random() * untilStoredMs);
  await victim.kill();
  await expect.poll(() => simulator.requests.every(({ outcome }) => outcome !== "pending")).toBe(true);
  const wasStored = present(store.read()).refreshToken !== login.refreshToken;
  if (simulator.oauth.refreshes === 1 && !wasStored) return "lost on the way";
  await survivor.renew();
  expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  expect(present(store.read()).dueAt).toBeGreaterThan(Date.now());
  return wasStored ? "stored" : "untouched";
}

/** Numbers from 0 to 1 that a seed repeats (Park and Miller). */
function createRandom(from: number): () => number {
  let state = (from % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
