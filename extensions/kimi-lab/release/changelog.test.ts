import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { repositoryRoot } from "../host/paths.ts";
import { hasSection, releaseUnreleased, sectionOf } from "./changelog.ts";

const changelog = [
  "# Changelog",
  "",
  "## [Unreleased]",
  "",
  "### Added",
  "",
  "- A thing, for $& and $1.",
  "",
  "## [0.1.0] - 2026-11-01",
  "",
  "- The first.",
  "",
].join("\n");

describe("the section of a version", () => {
  it("is what stands between its heading and the next one", () => {
    expect(sectionOf(changelog, "Unreleased")).toBe("### Added\n\n- A thing, for $& and $1.");
  });

  it("ends with the file where it is the last one", () => {
    expect(sectionOf(changelog, "0.1.0")).toBe("- The first.");
  });

  it.each([
    { name: "is missing", version: "0.1", text: changelog, error: "has no section [0.1]" },
    {
      name: "lists nothing below its headings",
      version: "Unreleased",
      text: "## [Unreleased]\n\n### Added\n\n## [0.1.0]\n\n- The first.",
      error: "lists no change",
    },
  ])("is refused where it $name", ({ version, text, error }) => {
    expect(() => sectionOf(text, version)).toThrow(error);
  });

  it("is found in the changelog of this repository", async () => {
    const text = await readFile(join(repositoryRoot, "CHANGELOG.md"), "utf8");
    expect(sectionOf(text, "Unreleased")).toMatch(/^- /mu);
  });
});

describe("a release", () => {
  it("gives what is unreleased its version and its date, and leaves an empty section before it", () => {
    const released = releaseUnreleased(changelog, "0.2.0", "2026-12-01");
    expect(released).toContain(
      "## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A thing, for $& and $1.\n\n## [0.1.0]",
    );
    expect(sectionOf(released, "0.2.0")).toBe(sectionOf(changelog, "Unreleased"));
    expect(hasSection(released, "0.2.0")).toBe(true);
    expect(() => releaseUnreleased(released, "0.3.0", "2026-12-02")).toThrow("lists no change");
  });
});
