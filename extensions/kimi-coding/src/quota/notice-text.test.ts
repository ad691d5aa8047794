import { describe, expect, it } from "vitest";
import {
  isForPeople,
  isUnattended,
  nearlyUsedUp,
  noticeText,
  quietUntil,
  withoutNotice,
} from "./notice-text.ts";
import type { UsageWindow } from "./parse-usage.ts";

const now = Date.parse("2026-01-06T10:00:00Z");

function buildWindow(overrides: Partial<UsageWindow> = {}): UsageWindow {
  return {
    kind: "five-hour",
    label: "5 hours",
    usedPercent: 93,
    counts: null,
    resetAt: now + 3_600_000,
    ...overrides,
  };
}
function near(...windows: UsageWindow[]): readonly UsageWindow[] {
  return nearlyUsedUp({ plan: null, windows, wallet: null, parallelLimit: null }, now);
}

describe("nearlyUsedUp", () => {
  it("begins at 90%, and ends with the window", () => {
    expect(near(buildWindow({ usedPercent: 89.99 }))).toHaveLength(0);
    expect(near(buildWindow({ usedPercent: 90 }))).toHaveLength(1);
    expect(near(buildWindow({ resetAt: null }))).toHaveLength(1);
    expect(near(buildWindow({ resetAt: now }))).toHaveLength(0);
  });

  it("leaves out coding where the whole month is named", () => {
    const coding = buildWindow({ kind: "monthly-coding" });
    expect(near(coding)).toHaveLength(1);
    expect(near(coding, buildWindow({ kind: "monthly-total" }))).toMatchObject([{ kind: "monthly-total" }]);
  });
});

describe("noticeText", () => {
  it("names each limit with its reset, and the command on a line of its own", () => {
    const week = buildWindow({ kind: "weekly", label: "week", usedPercent: 95, resetAt: null });
    expect(noticeText([buildWindow(), week], now)).toBe(
      "⚠️ Kimi Code quota: 93% of your 5-hour limit is used (resets in 1 h), 95% of your weekly limit is used. Details:\nopenclaw kimi status",
    );
  });

  it.each([
    { kind: "monthly-total", label: "month", says: "of your monthly limit is used" },
    { kind: "monthly-coding", label: "coding", says: "of your monthly limit for coding is used" },
    { kind: "other", label: "Images", says: 'of your limit "Images" is used' },
  ] as const)("names a limit of kind $kind", ({ kind, label, says }) => {
    expect(noticeText([buildWindow({ kind, label })], now)).toContain(says);
  });
});

describe("withoutNotice", () => {
  const notice = noticeText([buildWindow()], now);

  it.each([`Hello.\n\n${notice}`, `Hello.${notice}\n`, `Hello. ${notice.replace("\n", " ")}`])(
    "removes the notice from the end of %j",
    (text) => {
      expect(withoutNotice(text)).toBe("Hello.");
    },
  );

  it.each(["Hello.", `${notice}\n\nis what it says`, "⚠️ Kimi Code quota: mine", ""])(
    "leaves %j as it is",
    (text) => {
      expect(withoutNotice(text)).toBe(text);
    },
  );
});

describe("withoutNotice, of text that a model was talked into", () => {
  const opening = "⚠️ Kimi Code quota: ";
  const blanks = " ".repeat(400_000);

  it.each([
    { name: "many blanks", text: `${opening}${blanks}x` },
    { name: "many blanks in front", text: `${blanks}${opening}x` },
    { name: "many openings", text: opening.repeat(20_000) },
    { name: "many endings", text: `${opening}${"Details:\nopenclaw kimi status ".repeat(10_000)}x` },
  ])("takes no time that grows with the square of $name", ({ text }) => {
    expect(withoutNotice(text)).toBe(text);
  });
});

describe("quietUntil", () => {
  it("is the reset, or the end of a window that begins now", () => {
    expect(quietUntil(buildWindow(), now)).toBe(now + 3_600_000);
    expect(quietUntil(buildWindow({ resetAt: null }), now)).toBe(now + 5 * 3_600_000);
    expect(quietUntil(buildWindow({ kind: "weekly", resetAt: null }), now)).toBe(now + 7 * 24 * 3_600_000);
  });
});

describe("isForPeople", () => {
  it.each(["Hello.", "[1] is a footnote", "YES, it is.", "{ is a brace"])(
    "takes %j for a person's",
    (text) => {
      expect(isForPeople(text)).toBe(true);
    },
  );

  it.each([
    "",
    "  ",
    "NO_REPLY",
    "HEARTBEAT_OK",
    "All good. HEARTBEAT_OK",
    "DONE",
    '{"a":1}',
    "[1]",
    "```json\n{}\n```",
  ])("does not treat %j as written for people", (text) => {
    expect(isForPeople(text)).toBe(false);
  });
});

describe("isUnattended", () => {
  it.each([
    "[cron:1 job] go",
    "[Subagent Context] You are",
    "[Subagent Task] do",
    "Read HEARTBEAT.md if it exists",
  ])("recognizes %j", (text) => {
    expect(isUnattended(text)).toBe(true);
  });

  it("does not recognize a user's message", () => {
    expect(isUnattended("what is a cron job?")).toBe(false);
  });
});
