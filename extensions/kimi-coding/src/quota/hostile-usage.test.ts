import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeNotice } from "./notice-ledger.ts";
import { nearlyUsedUp, noticeText } from "./notice-text.ts";
import { parseUsage } from "./parse-usage.ts";
import { quotaFacts } from "./quota-facts.ts";

const now = Date.parse("2026-01-06T10:00:00Z");
const DAY = 86_400_000;

const fullRow = (name: string) => ({ name, limit: 100, used: 95, resetTime: "2026-01-07T10:00:00Z" });

/** All that is written of a usage: the lines of the status, and the notice. */
function written(body: unknown): readonly string[] {
  const usage = parseUsage(body, now);
  if (usage === null) return [];
  const facts = quotaFacts({ problem: null, latencyMs: null, usage }, now).map(([, text]) => text);
  return [...facts, noticeText(nearlyUsedUp(usage, now), now)];
}

describe("a usage that is not the service's", () => {
  it.each([
    {
      name: "100,000 rows",
      body: { limits: Array.from({ length: 100_000 }, (_, at) => fullRow(`row ${at}`)) },
    },
    {
      name: "a plan with a name of 1 MB",
      body: { user: { membership: { level: `LEVEL_${"A".repeat(1e6)}` } } },
    },
    { name: "a window with a name of 1 MB", body: { limits: [fullRow("n".repeat(1e6))] } },
    {
      name: "a window whose name is a script of a terminal",
      body: { limits: [fullRow("\u001B]0;x\u0007\u202Ea\nb")] },
    },
    { name: "a number of 1 MB", body: { limits: [{ ...fullRow("n"), limit: "9".repeat(1e6) }] } },
    {
      name: "a limit of 1e300",
      body: { limits: [{ ...fullRow("n"), limit: 1e300, used: 1e300 }], parallel: { limit: 1e300 } },
    },
    {
      name: "a wallet of 1e300",
      body: { boosterWallet: { balance: { type: "BOOSTER", amount: 1e300, amountLeft: 1e300 } } },
    },
    {
      name: "a time of 1 MB",
      body: { limits: [{ ...fullRow("n"), resetTime: `2026-01-06T10:00:00.${"1".repeat(1e6)}Z` }] },
    },
  ])("with $name is written in a few short lines", ({ body }) => {
    const lines = written(body);
    expect(lines.length).toBeLessThanOrEqual(20);
    for (const line of lines) {
      expect(line.length).toBeLessThan(400);
      expect(line.replace(/\n(?=openclaw )/u, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });

  it("keeps the four windows of a plan beside a thousand others", () => {
    const others = Array.from({ length: 1000 }, (_, at) => fullRow(`row ${at}`));
    const usages = { limit_5h: { used_ratio: 0.1 }, limit_7d: { used_ratio: 0.1 } };
    const kinds = parseUsage({ usages, limits: others }, now)?.windows.map(({ kind }) => kind) ?? [];
    expect(kinds).toHaveLength(12);
    expect(kinds).toContain("five-hour");
    expect(kinds).toContain("weekly");
  });

  it("says how many limits a notice does not name", () => {
    const usage = parseUsage({ limits: ["a", "b", "c", "d", "e"].map(fullRow) }, now);
    expect(usage && noticeText(nearlyUsedUp(usage, now), now)).toContain("2 more limits are nearly used up.");
  });

  it("has no reset in a time that nobody lives to see", () => {
    const body = { limits: [{ ...fullRow("n"), resetTime: "9999-12-31T23:59:59Z" }] };
    expect(parseUsage(body, now)?.windows).toMatchObject([{ resetAt: null }]);
  });
});

describe("takeNotice", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kimi-notices-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    { name: "a year ahead", until: now + 365 * DAY },
    { name: "without end", until: Number.MAX_SAFE_INTEGER },
  ])("gives one notice where another one is dated $name, and is quiet then", ({ until }) => {
    const ahead = until - 1;
    expect(takeNotice("window", until, ahead, folder)).toBe(true);
    expect(takeNotice("window", now + DAY, now, folder)).toBe(true);
    expect(takeNotice("window", now + DAY, now + 1, folder)).toBe(false);
    expect(takeNotice("window", now + 3 * DAY, now + 2 * DAY, folder)).toBe(true);
    expect(takeNotice("window", now + 3 * DAY, now + 2 * DAY + 1, folder)).toBe(false);
  });

  it("is not quiet for ever because a reset is far away", () => {
    expect(takeNotice("window", now + 3650 * DAY, now, folder)).toBe(true);
    expect(takeNotice("window", now + 3650 * DAY, now + 61 * DAY, folder)).toBe(false);
    expect(takeNotice("window", now + 3650 * DAY, now + 63 * DAY, folder)).toBe(true);
  });

  it("gives one notice at a time whatever a clock does that jumps back and forth", () => {
    const clocks = [0, 400, 1, 900, 0.5, 401, 2, 1, 901, 3, 0].map((days) => now + days * DAY);
    for (const clock of clocks) {
      const until = clock + DAY / 4;
      takeNotice("window", until, clock, folder);
      expect(takeNotice("window", until, clock + 1, folder)).toBe(false);
    }
  });

  it("keeps a limited number of notices, however many names a service invents", () => {
    for (let at = 0; at < 700; at += 1) takeNotice(`window ${at}`, now + DAY, now, folder);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(512);
    // Those that are over make room.
    expect(takeNotice("another", now + 4 * DAY, now + 3 * DAY, folder)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("reads what was left broken as over", () => {
    expect(takeNotice("window", now + 1, now, folder)).toBe(true);
    const [entry = ""] = readdirSync(folder);
    for (const text of ["", "-5", "1e306", "NaN", "9".repeat(40), "\0"]) {
      mkdirSync(join(folder, entry), { recursive: true });
      writeFileSync(join(folder, entry, "until"), text);
      expect(takeNotice("window", now + DAY, now + 2 * DAY, folder)).toBe(true);
      for (const left of readdirSync(folder)) rmSync(join(folder, left), { recursive: true });
    }
  });
});
