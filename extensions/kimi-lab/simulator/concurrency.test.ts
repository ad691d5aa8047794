import { describe, expect, it } from "vitest";

import { createConcurrency } from "./concurrency.ts";

describe("createConcurrency", () => {
  it("counts what is under way for each account, and forgets what has ended", () => {
    const concurrency = createConcurrency();
    const first = new AbortController();
    const { signal } = new AbortController();
    expect([
      concurrency.enter("a", 2, first.signal),
      concurrency.enter("a", 2, signal),
      concurrency.enter("a", 2, signal),
      concurrency.enter("b", 2, signal),
    ]).toStrictEqual([true, true, false, true]);
    first.abort();
    expect(concurrency.enter("a", 2, signal)).toBe(true);
    expect(concurrency.enter("a", 2, signal)).toBe(false);
  });

  it("does not count what has ended before it begins", () => {
    const concurrency = createConcurrency();
    expect(concurrency.enter("a", 1, AbortSignal.abort())).toBe(true);
    expect(concurrency.enter("a", 1, AbortSignal.abort())).toBe(true);
  });
});
