import { afterEach, describe, expect, it, vi } from "vitest";
import { countHeldTurns } from "../../test-support/held-turns.ts";
import { startTimeLimit } from "./time-limit.ts";

describe("startTimeLimit", () => {
  afterEach(() => vi.useRealTimers());

  it("aborts with a TimeoutError when the time is over", () => {
    vi.useFakeTimers();
    const { signal } = startTimeLimit(1000);
    vi.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("aborts with the reason of another signal", () => {
    const [caller, leaving] = [new AbortController(), new AbortController()];
    const limit = startTimeLimit(1000, undefined, leaving.signal, caller.signal);
    const reason = new Error("stopped by the user");
    caller.abort(reason);
    expect(limit.signal.reason).toBe(reason);
    limit.end();
  });

  it("does not abort after its end", () => {
    vi.useFakeTimers();
    const limit = startTimeLimit(1000);
    limit.end();
    vi.advanceTimersByTime(5000);
    expect(limit.signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("holds a turn until its end, and not longer", async () => {
    expect(await countHeldTurns(4, async () => startTimeLimit(60_000).end())).toBeLessThan(2);
    const ends: (() => void)[] = [];
    expect(await countHeldTurns(4, async () => ends.push(startTimeLimit(60_000).end))).toBe(4);
    for (const end of ends) end();
  });
});
