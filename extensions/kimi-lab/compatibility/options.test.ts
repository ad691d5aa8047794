import { describe, expect, it } from "vitest";

import { parseOptions } from "./options.ts";

const surfaces = ["chat", "cron"];

describe("the options of a run", () => {
  it("are every surface in every host, and the page, by default", () => {
    expect(parseOptions([], surfaces)).toStrictEqual({
      hosts: ["2026.9.6", "2026.5.7", "2026.4.27", "newest"],
      only: surfaces,
      writesPage: true,
    });
  });

  it.each([
    { name: "some hosts", args: ["--hosts", "2026.5.7,newest"] },
    { name: "some surfaces", args: ["--only", "cron"] },
  ])("leave the page alone for $name, but with a record", ({ args }) => {
    expect(parseOptions(args, surfaces).writesPage).toBe(false);
    expect(parseOptions([...args, "--record", "r.json"], surfaces).writesPage).toBe(true);
  });

  it.each([
    { name: "host", args: ["--hosts", "2026.1.1"], says: 'There is no host "2026.1.1". There are: 2026.9.6' },
    { name: "surface", args: ["--only", "fax"], says: 'There is no surface "fax". There are: chat, cron.' },
  ])("name a $name that does not exist", ({ args, says }) => {
    expect(() => parseOptions(args, surfaces)).toThrow(says);
  });
});
