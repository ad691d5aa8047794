import { describe, expect, it } from "vitest";
import { publishedDate } from "./published-date.ts";

describe("publishedDate", () => {
  it.each([
    { text: "2026-07-02", date: "2026-07-02" },
    { text: "2026-07-02T09:30:00Z", date: "2026-07-02T09:30:00Z" },
    { text: "2026-07-02 09:30:00", date: "2026-07-02 09:30:00" },
    { text: "2026/7/2", date: "2026-07-02" },
    { text: "2026.07.02 10:00", date: "2026-07-02" },
    { text: "2026年7月2日", date: "2026-07-02" },
    { text: "Jul 2, 2026", date: "2026-07-02" },
    { text: "2 July 2026", date: "2026-07-02" },
    { text: "Thu, 02 Jul 2026 23:30:00 GMT", date: "2026-07-02" },
  ])("reads $text", ({ text, date }) => {
    expect(publishedDate(text)).toBe(date);
  });

  it.each([
    "",
    "yesterday",
    "3 days ago",
    "02/07/2026",
    "2026-02-30",
    "2026年13月1日",
    "May I 2026",
    "2026-07-02<script>",
  ])("takes '%s' for no date", (text) => {
    expect(publishedDate(text)).toBeNull();
  });
});
