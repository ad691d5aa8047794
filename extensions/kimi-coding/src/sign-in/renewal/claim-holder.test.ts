import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findHolder, ownClaim } from "./claim-holder.ts";
import type { Claim } from "./claim.ts";
import { CLAIM_MS, openExchangeFiles, sweepExchangeFiles } from "./exchange-files.ts";

const own = () => ownClaim(Date.now() + CLAIM_MS);
/** No process has this number: the highest that systems give is below. */
const NOBODY = 2 ** 30;
const YEAR = 365 * 86_400_000;

/** A process that lives until the test is over. */
async function startOther() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('up')"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return { pid: child.pid ?? 0, stop: () => child.kill("SIGKILL") };
}

describe("findHolder", () => {
  it("knows a process by more than its id, where the system says more", () => {
    const { startedAt, ...rest } = own();
    expect(findHolder({ ...rest, startedAt })).toBe(startedAt === undefined ? "perhaps" : "living");
    expect(findHolder(rest)).toBe("perhaps");
    expect(findHolder({ pid: process.pid, until: 1 })).toBe("perhaps");
  });

  it.runIf(process.platform === "linux")("takes another process with the id for another", () => {
    expect(findHolder({ ...own(), startedAt: "1 of another boot" })).toBe("dead");
  });

  it("sees neither the dead nor another container", () => {
    expect(findHolder({ ...own(), pid: NOBODY })).toBe("dead");
    expect(findHolder({ ...own(), pid: NOBODY, machine: "another" })).toBe("elsewhere");
    expect(findHolder({ ...own(), pid: 1e20 })).toBe("dead");
  });
});

describe("the wait for a claim", () => {
  let folder: string;
  let other: Awaited<ReturnType<typeof startOther>>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kimi-claims-"));
    other = await startOther();
  });
  afterEach(async () => {
    other.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Puts a text in the place of a claim; returns its file. */
  async function leave(text: string): Promise<string> {
    const maker = openExchangeFiles(folder, "token");
    await maker.claim(Date.now() + CLAIM_MS);
    const [name = ""] = await readdir(folder);
    await writeFile(join(folder, name), text);
    return join(folder, name);
  }

  /** How often a process looks for the answer, with a clock that goes on by a second with each look at it. */
  async function looks(): Promise<number> {
    let elapsed = 0;
    const files = openExchangeFiles(folder, "token", () => (elapsed += 1000));
    expect(await files.wait()).toBeNull();
    return elapsed / 1000;
  }

  const claimOf = (claim: Partial<Claim>) =>
    JSON.stringify({ pid: other.pid, until: Date.now() + 1000, ...claim });

  it.each([
    { name: "is dated ten years ahead", claim: { until: Date.now() + 10 * YEAR } },
    { name: "has no end", claim: { until: Number.MAX_VALUE } },
    {
      name: "is of another container, and dated ahead",
      claim: { machine: "another", until: Date.now() + YEAR },
    },
    { name: "is of another container whose clock is behind", claim: { machine: "another", until: 5 } },
  ])("is bounded, and not given up at once, where a claim $name", async ({ claim }) => {
    await leave(claimOf(claim));
    const count = await looks();
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(100);
  });

  it.each([
    { name: "without a byte", text: "" },
    { name: "with half of its text", text: '{"pid":' },
    { name: "whose end is no number", text: '{"pid":1,"until":1e999}' },
  ])("is bounded where a claim $name has the date of next year", async ({ text }) => {
    const file = await leave(text);
    const ahead = new Date(Date.now() + YEAR);
    await utimes(file, ahead, ahead);
    const count = await looks();
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(100);
  });

  it.each([
    { name: "is of a process that has died", claim: { pid: NOBODY, until: Date.now() + YEAR } },
    { name: "is void", claim: { until: 0 } },
    { name: "has a negative end", claim: { until: -1e300, machine: "another" } },
    { name: "has no process", claim: { pid: 1e20, until: Date.now() + YEAR } },
  ])("is over at once where a claim $name", async ({ claim }) => {
    await leave(claimOf(claim));
    expect(await looks()).toBeLessThan(5);
  });

  it("is over at once where a claim of another container was left long ago", async () => {
    const file = await leave(claimOf({ machine: "another" }));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file, longAgo, longAgo);
    expect(await looks()).toBeLessThan(5);
  });

  it.runIf(process.platform === "linux")(
    "is over at once where the id is another process's now",
    async () => {
      await leave(claimOf({ ...own(), pid: other.pid, startedAt: "1 of another boot" }));
      expect(await looks()).toBeLessThan(5);
    },
  );

  it.runIf(process.platform === "linux")(
    "goes on while its process lives, though a clock was set forward",
    async () => {
      const maker = spawn(
        process.execPath,
        [
          "--input-type=module",
          "-e",
          `const { openExchangeFiles } = await import(${JSON.stringify(new URL("exchange-files.ts", import.meta.url).href)});
         await openExchangeFiles(${JSON.stringify(folder)}, "token").claim(5);
         console.log("up"); setInterval(() => {}, 1000);`,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      try {
        await once(maker.stdout, "data");
        const longAgo = new Date(Date.now() - 7_200_000);
        for (const name of await readdir(folder)) await utimes(join(folder, name), longAgo, longAgo);
        await sweepExchangeFiles(folder);
        expect(await looks()).toBeGreaterThan(10);
        expect(await openExchangeFiles(folder, "token").claim(Date.now())).toBe(false);
      } finally {
        maker.kill("SIGKILL");
      }
      await once(maker, "exit");
      expect(await looks()).toBeLessThan(5);
    },
  );

  it("is not longer than three claims, however often the claim changes hands", async () => {
    let elapsed = 0;
    const file = await leave(claimOf({ until: Date.now() + YEAR }));
    let turn = 0;
    const files = openExchangeFiles(folder, "token", () => {
      turn += 1;
      return (elapsed += 1000);
    });
    const waited = files.wait();
    const over = new AbortController();
    void waited.then(() => over.abort());
    while (!over.signal.aborted) {
      await writeFile(file, claimOf({ until: Date.now() + YEAR + turn }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await waited).toBeNull();
    expect(elapsed).toBeLessThan(4 * CLAIM_MS);
  });
});
