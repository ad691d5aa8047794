import { afterEach, describe, expect, it, vi } from "vitest";
import { unlessLate } from "./unless-late.ts";

const never = new Promise<string>(() => {});

describe("unlessLate", () => {
  afterEach(() => vi.useRealTimers());

  it("gives a value that comes in time", async () => {
    expect(await unlessLate(Promise.resolve("value"), 1000)).toBe("value");
  });

  it("gives null at the limit", async () => {
    vi.useFakeTimers();
    const given = unlessLate(never, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await given).toBeNull();
  });

  it("throws a failure that comes in time", async () => {
    await expect(unlessLate(Promise.reject(new TypeError("no")), 1000)).rejects.toThrow("no");
  });

  it("leaves a failure alone that comes later", async () => {
    const value = Promise.withResolvers<string>();
    expect(await unlessLate(value.promise, 0)).toBeNull();
    value.reject(new TypeError("late"));
    await expect(value.promise).rejects.toThrow("late");
  });

  it("asks for no timer of negative time where the limit has passed", async () => {
    const timer = vi.spyOn(globalThis, "setTimeout");
    expect(await unlessLate(never, -5)).toBeNull();
    expect(timer.mock.calls.map(([, ms]) => ms)).toStrictEqual([0]);
    timer.mockRestore();
  });
});
