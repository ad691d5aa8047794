import { describe, expect, it } from "vitest";
import { timeToTryAgain } from "./try-again.ts";

describe("timeToTryAgain", () => {
  it.each([
    { message: "resets at 2026-11-24T08:00:00Z", expected: "at 2026-11-24 08:00 UTC" },
    { message: "resets at 2026-11-24T08:00:00.123456789Z.", expected: "at 2026-11-24 08:00 UTC" },
    { message: "resets on 2026-11-24 08:00", expected: "at 2026-11-24 08:00" },
    { message: "resets on 2026-11-24 08:00:01 +08:00", expected: "at 2026-11-24 08:00 +08:00" },
    { message: "resets on 2026-11-24 08:00 UTC", expected: "at 2026-11-24 08:00 UTC" },
    { message: "will reset in 2 hours 13 minutes.", expected: "in 2 hours 13 minutes" },
    { message: "will reset in 2 hours and 13 minutes.", expected: "in 2 hours and 13 minutes" },
    { message: "will reset in 3h 5m", expected: "in 3h 5m" },
    { message: "try again after 1 seconds", expected: "in 1 seconds" },
  ])("finds '$expected' in '$message'", ({ message, expected }) => {
    expect(timeToTryAgain(message, null)).toBe(expected);
    expect(timeToTryAgain(message, 5)).toBe(expected);
  });

  it.each([
    { seconds: 0, expected: "in 1 second" },
    { seconds: 1, expected: "in 1 second" },
    { seconds: 99, expected: "in 99 seconds" },
    { seconds: 100, expected: "in 2 minutes" },
    { seconds: 5399, expected: "in 90 minutes" },
    { seconds: 5400, expected: "in 2 hours" },
    { seconds: 604_800, expected: "in 168 hours" },
  ])("writes '$expected' for a header of $seconds s", ({ seconds, expected }) => {
    expect(timeToTryAgain("a message without a time", seconds)).toBe(expected);
  });

  it.each([
    { message: "" },
    { message: "Your quota will be refreshed in the next cycle." },
    { message: "Your quota will reset when the current 7-day window ends." },
    { message: "in 12345678 hours" },
    { message: "version 2026-11-24" },
  ])("finds no time in '$message'", ({ message }) => {
    expect(timeToTryAgain(message, null)).toBeNull();
  });
});
