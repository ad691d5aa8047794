import { describe, expect, it } from "vitest";

import { createClock } from "./clock.ts";

describe("createClock", () => {
  it("shows real time plus every advance, and goes on with real time", () => {
    let real = 1000;
    const clock = createClock(() => real);
    expect(clock.now()).toBe(1000);
    clock.advance(500);
    clock.advance(20);
    real = 1001;
    expect(clock.now()).toBe(1521);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("is not advanced by %s ms", (ms) => {
    expect(() => createClock().advance(ms)).toThrow(RangeError);
  });
});
