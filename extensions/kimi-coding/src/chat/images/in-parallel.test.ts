import { describe, expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

describe("inParallel", () => {
  it("works on no more than a few at a time, and on all", async () => {
    let [running, most] = [0, 0];
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (entry) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(entry);
    });
    expect(most).toBe(3);
    expect(done.toSorted((a, b) => a - b)).toStrictEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("begins nothing more after a failure", async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (entry) => {
      begun.push(entry);
      await Promise.resolve();
      if (entry === 1) throw new RangeError("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(begun).not.toContain(6);
  });
});
