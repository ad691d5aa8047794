import { describe, expect, it } from "vitest";

import { hasFailed, renderPage } from "./page.ts";
import type { Column } from "./surface.ts";

const surfaces = [
  { id: "chat", name: "A chat" },
  { id: "login", name: "`/login`" },
  { id: "cron", name: "A turn by the clock" },
  { id: "web", name: "Web page" },
];

function column(overrides: Partial<Column> = {}): Column {
  const cells = {
    chat: { kind: "green" },
    login: { kind: "absent", reason: "there is no such command" },
    cron: { kind: "red", reason: "no answer | no <end>" },
  } as const;
  return {
    title: "2026.9.6",
    version: "2026.9.6",
    isSupported: true,
    day: "2026-11-27",
    cells,
    ...overrides,
  };
}

/** The cells of the row that begins with this text, in every table of the page. */
function rowsOf(page: string, first: string): readonly string[] {
  return page.split("\n").filter((line) => line.startsWith(`| ${first} |`));
}

describe("the page of a run", () => {
  it("has a row for each surface and a cell for each host: green, red, absent and not tried", () => {
    const newest = column({ title: "newest on npm", version: "2026.10.1", cells: {} });
    const page = renderPage(surfaces, [column(), newest]);
    expect(rowsOf(page, "A chat")).toStrictEqual(["| A chat | ✅ | ❌ |"]);
    expect(rowsOf(page, "`/login`")).toStrictEqual(["| `/login` | – | ❌ |"]);
    expect(rowsOf(page, "A turn by the clock")).toStrictEqual(["| A turn by the clock | ❌ | ❌ |"]);
    expect(rowsOf(page, "Web page")).toStrictEqual(["| Web page | ❌ | ❌ |"]);
  });

  it("gives the reason of each cell that is not green, in a form that keeps the table whole", () => {
    const page = renderPage(surfaces, [column()]);
    expect(rowsOf(page, "2026.9.6")).toStrictEqual([
      "| 2026.9.6 | `/login` | – there is no such command |",
      "| 2026.9.6 | A turn by the clock | ❌ no answer \\| no &lt;end> |",
      "| 2026.9.6 | Web page | ❌ not tried yet |",
    ]);
  });

  it("says which version was tried, and on which day", () => {
    const newest = column({ title: "newest on npm", version: null, day: "2026-11-28" });
    const page = renderPage(surfaces, [column(), newest]);
    expect(rowsOf(page, "OpenClaw")).toContain("| OpenClaw | 2026.9.6 | – |");
    expect(rowsOf(page, "tried on")).toStrictEqual(["| tried on | 2026-11-27 | 2026-11-28 |"]);
  });
});

describe("a run", () => {
  const [chat, login, cron] = surfaces;
  it.each([
    { name: "fails for a red cell", rows: [chat, cron], changes: {}, failed: true },
    { name: "fails for a surface that was not tried", rows: surfaces, changes: { cells: {} }, failed: true },
    { name: "does not fail for green and absent cells", rows: [chat, login], changes: {}, failed: false },
    {
      name: "does not fail for a host that only reports",
      rows: surfaces,
      changes: { isSupported: false },
      failed: false,
    },
  ])("$name", ({ rows, changes, failed }) => {
    const known = rows.flatMap((row) => row ?? []);
    expect(hasFailed(known, [column(changes)])).toBe(failed);
  });
});
