import { describe, expect, it } from "vitest";

import { addRun } from "./record.ts";
import { firstLine } from "./run-host.ts";

const column = { title: "2026.9.6", version: "2026.9.6", isSupported: true, day: "2026-11-27" };
const [green, red] = [{ kind: "green" } as const, { kind: "red", reason: "no answer" } as const];

describe("a record of runs", () => {
  const earlier = { ...column, cells: { chat: green, cron: red } };

  it("replaces what was tried again, and keeps the rest of the same day and version", () => {
    const { cells } = addRun(earlier, { ...column, cells: { cron: green } });
    expect(cells).toStrictEqual({ chat: green, cron: green });
  });

  it.each([
    { name: "day", change: { day: "2026-11-28" } },
    { name: "version", change: { version: "2026.10.1" } },
  ])("keeps nothing of another $name", ({ change }) => {
    expect(addRun(earlier, { ...column, ...change, cells: { cron: green } }).cells).toStrictEqual({
      cron: green,
    });
  });
});

describe("the reason of a failure", () => {
  it("is its first line, without keys", () => {
    expect(firstLine(new Error("The key sk-kimi-1 is refused.\nIt said: no"), ["sk-kimi-1"])).toBe(
      "The key <key> is refused.",
    );
  });
});
