import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { repositoryRoot } from "../host/paths.ts";

const page = readFileSync(join(repositoryRoot, "docs", "security.md"), "utf8");
const threats = page
  .slice(page.indexOf("## Threats"), page.indexOf("## What it cannot"))
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| threat") && !line.startsWith("| ---"))
  .map((line) => {
    const [, name = "", , tests = ""] = line.split("|").map((cell) => cell.trim());
    return { name, tests: Array.from(tests.matchAll(/`([^`]+)`/gu), ([, file = ""]) => file) };
  });

describe("the page about security", () => {
  it.each(threats)("names a test that exists: $name", ({ tests }) => {
    expect(tests).not.toHaveLength(0);
    const missing = tests.filter((file) => !existsSync(join(repositoryRoot, "extensions", file)));
    expect(missing).toStrictEqual([]);
  });

  it("has threats", () => {
    expect(threats.length).toBeGreaterThan(10);
  });
});
