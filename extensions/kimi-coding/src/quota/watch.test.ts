import { describe, expect, it } from "vitest";
import { parseUsage } from "./parse-usage.ts";
import { createAgentWatches, createQuotaWatch, type AccountUsage, type QuotaWatch } from "./watch.ts";

const MINUTE_MS = 60_000;
const start = Date.parse("2026-01-06T10:00:00Z");

function accountUsage(ratio: number, resetAt = start + 60 * MINUTE_MS): AccountUsage {
  const row = { used_ratio: ratio, reset_time: new Date(resetAt).toISOString() };
  return { account: "a", usage: parseUsage({ usages: { limit_5h: row } }, start) };
}

/** Resolves behind everything that settles without waiting for something outside. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A watch with a clock of its own, and a memory of notices in place of the files. */
function createWatch() {
  let time = start;
  let asked = 0;
  const quiet = new Map<string, number>();
  const watch = createQuotaWatch(
    () => time,
    (id, until, now) => {
      if ((quiet.get(id) ?? 0) > now) return false;
      quiet.set(id, until);
      return true;
    },
  );
  return {
    advance: (ms: number) => (time += ms),
    asked: () => asked,
    /** What a turn says, with the answer there before its end. */
    turn: async (answer: AccountUsage | null | Error): Promise<string | null> => {
      const take = watch(() => {
        asked += 1;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      });
      await settled();
      return take();
    },
  };
}

describe("createQuotaWatch", () => {
  it("says once that a window is nearly used up, and again in the next window", async () => {
    const { turn, advance } = createWatch();
    expect(await turn(accountUsage(0.93))).toContain("93% of your 5-hour limit is used (resets in 1 h)");
    expect(await turn(accountUsage(0.93))).toBeNull();
    advance(30 * MINUTE_MS);
    expect(await turn(accountUsage(0.97))).toBeNull();
    advance(40 * MINUTE_MS);
    expect(await turn(accountUsage(0.95, start + 300 * MINUTE_MS))).toContain("95%");
  });

  it("asks once in ten minutes, and says what it learnt in a later turn", async () => {
    const { turn, asked, advance } = createWatch();
    await turn(accountUsage(0.5));
    advance(9 * MINUTE_MS);
    await turn(accountUsage(0.93));
    expect(asked()).toBe(1);
    advance(MINUTE_MS);
    expect(await turn(accountUsage(0.93))).toContain("93%");
    expect(asked()).toBe(2);
  });

  it("asks once more after a failure, and then not before ten minutes have passed", async () => {
    const { turn, asked, advance } = createWatch();
    expect(await turn(new Error("the host was busy"))).toBeNull();
    expect(await turn(null)).toBeNull();
    expect(await turn(accountUsage(0.93))).toBeNull();
    expect(asked()).toBe(2);
    advance(10 * MINUTE_MS);
    await turn(null);
    expect(await turn(accountUsage(0.93))).toContain("93%");
    expect(asked()).toBe(4);
  });

  it("waits for nothing: an answer that comes after the end of a turn is told in the next one", async () => {
    const watch = createQuotaWatch(
      () => start,
      () => true,
    );
    const answer = Promise.withResolvers<AccountUsage>();
    const ask = () => answer.promise;
    expect(watch(ask)()).toBeNull();
    answer.resolve(accountUsage(0.93));
    await settled();
    expect(watch(ask)()).toContain("93%");
  });

  it.each([
    { name: "there is no credential", answer: null },
    { name: "the service did not tell", answer: { account: "a", usage: null } },
    { name: "asking failed", answer: new Error("no network") },
    { name: "there is enough left", answer: accountUsage(0.89) },
  ])("says nothing where $name", async ({ answer }) => {
    expect(await createWatch().turn(answer)).toBeNull();
  });
});

describe("createAgentWatches", () => {
  it("asks for each agent on its own, and for one no more often than a watch does", () => {
    const asked: unknown[] = [];
    const watchOf = createAgentWatches();
    for (const agentDir of [undefined, "/agents/a", "/agents/b", "/agents/a", undefined]) {
      watchOf(agentDir)(() => {
        asked.push(agentDir);
        return Promise.resolve(null);
      });
    }
    expect(asked).toStrictEqual([undefined, "/agents/a", "/agents/b"]);
  });

  it("forgets the agents without a turn for the longest time, of more than 32", () => {
    const made: QuotaWatch[] = [];
    const watchOf = createAgentWatches(() => {
      const watch = createQuotaWatch();
      made.push(watch);
      return watch;
    });
    const main = watchOf(undefined);
    for (let agent = 1; agent <= 40; agent += 1) {
      watchOf(`/agents/${agent}`);
      expect(watchOf(undefined)).toBe(main);
    }
    expect(made).toHaveLength(41);
    watchOf("/agents/40");
    expect(made).toHaveLength(41);
    watchOf("/agents/1");
    expect(made).toHaveLength(42);
  });
});
