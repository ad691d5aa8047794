import { describe, expect, it } from "vitest";
import { localTime } from "./local-time.ts";

describe("localTime", () => {
  const now = new Date(2026, 10, 27, 8, 27).getTime();
  it.each([
    { time: new Date(2026, 10, 27, 8, 31), text: "08:31" },
    { time: new Date(2026, 10, 27, 23, 59), text: "23:59" },
    { time: new Date(2026, 10, 28, 0, 5), text: "2026-11-28 00:05" },
    { time: new Date(2027, 0, 2, 8, 31), text: "2027-01-02 08:31" },
  ])("gives $text by the clock of this machine", ({ time, text }) => {
    expect(localTime(time.getTime(), now)).toBe(text);
  });
});
