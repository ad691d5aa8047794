import { cp, glob, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { repositoryRoot } from "../host/paths.ts";
import { releaseProblems } from "./check.ts";
import { readObject, releaseFiles, writeObject } from "./files.ts";
import { isFilledIn, pluginMetadata, repositorySlug } from "./metadata.ts";
import { releaseVersion } from "./version.ts";

const date = "2026-12-01";
const files = releaseFiles(repositoryRoot);

/** A checkout of its own with the files that a release changes. */
let root: string;

async function git(...args: readonly string[]): Promise<void> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  await execa("git", [...who, ...args], { cwd: root });
}

async function commit(): Promise<void> {
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "change");
}

async function read(name: keyof typeof files): Promise<string> {
  return await readFile(releaseFiles(root)[name], "utf8");
}

/** Names the repository, as a maintainer does. */
async function fillIn(): Promise<void> {
  const { rootManifest, pluginManifest } = releaseFiles(root);
  const filled = { ...(await readObject(rootManifest)), repository: "github:someone/something" };
  await writeObject(rootManifest, filled);
  await writeObject(pluginManifest, { ...(await readObject(pluginManifest)), ...pluginMetadata(filled) });
}

/** How many lines of a file state version 9.0.0. */
function count(text: string): number {
  return text.split("\n").filter((line) => line.includes('"version": "9.0.0"')).length;
}

beforeEach(async () => {
  root = await mkdtemp(join(await realpath(tmpdir()), "kimi-release-"));
  for (const file of Object.values(files)) {
    const copy = join(root, relative(repositoryRoot, file));
    await mkdir(dirname(copy), { recursive: true });
    await cp(file, copy);
  }
  await writeFile(releaseFiles(root).changelog, "# Changelog\n\n## [Unreleased]\n\n- A thing.\n");
  await git("init", "--quiet");
  await commit();
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("release:version", () => {
  it("changes the version in package.json and in the lock file, and nothing else of them", async () => {
    const before = { manifest: await read("pluginManifest"), lock: await read("lock") };
    const version = String((await readObject(releaseFiles(root).pluginManifest))["version"]);
    await releaseVersion(root, "9.0.0", date);
    expect((await read("pluginManifest")).replace('"version": "9.0.0"', `"version": "${version}"`)).toBe(
      before.manifest,
    );
    expect(count(await read("lock"))).toBe(count(before.lock) + 1);
    expect(await read("lock")).toContain(`"name": "openclaw-kimi-coding",\n      "version": "9.0.0"`);
    expect((await read("lock")).length).toBe(before.lock.length - version.length + "9.0.0".length);
    expect(await read("changelog")).toContain(`## [Unreleased]\n\n## [9.0.0] - ${date}\n\n- A thing.`);
  });

  it("releases the version of package.json once, and later only a newer one", async () => {
    const { version } = await readObject(releaseFiles(root).pluginManifest);
    await releaseVersion(root, String(version), date);
    await writeFile(
      releaseFiles(root).changelog,
      (await read("changelog")).replace("## [Unreleased]\n", "## [Unreleased]\n\n- Another thing.\n"),
    );
    await commit();
    await expect(releaseVersion(root, String(version), date)).rejects.toThrow("is released");
    await releaseVersion(root, "10.0.0", date);
    await commit();
    await expect(releaseVersion(root, "9.0.0", date)).rejects.toThrow("is older than 10.0.0");
  });

  it.each([
    { name: "text that is not a version", version: "v0.2", error: "is not a version" },
    { name: "an older version", version: "0.0.9", error: "is older than" },
  ])("refuses $name, and writes nothing", async ({ version, error }) => {
    const before = await read("changelog");
    await expect(releaseVersion(root, version, date)).rejects.toThrow(error);
    expect(await read("changelog")).toBe(before);
  });

  it("refuses where files are changed", async () => {
    await writeFile(join(root, "note.txt"), "");
    await expect(releaseVersion(root, "9.0.0", date)).rejects.toThrow(
      "Commit or remove these changes first:\n?? note.txt",
    );
  });

  it("refuses where nothing is unreleased, and writes nothing", async () => {
    await writeFile(releaseFiles(root).changelog, "## [Unreleased]\n\n### Added\n");
    await commit();
    const before = await read("pluginManifest");
    await expect(releaseVersion(root, "9.0.0", date)).rejects.toThrow("lists no change");
    expect(await read("pluginManifest")).toBe(before);
  });
});

describe("release:check", () => {
  it("finds nothing where the tag, the name of the repository and the changelog agree", async () => {
    await releaseVersion(root, "9.0.0", date);
    await fillIn();
    expect(await releaseProblems(root, "v9.0.0")).toStrictEqual([]);
  });

  it("names another tag, a missing name of the repository and a missing section", async () => {
    await writeObject(releaseFiles(root).rootManifest, {
      ...(await readObject(releaseFiles(root).rootManifest)),
      repository: "github:OWNER/REPOSITORY",
    });
    expect(await releaseProblems(root, "v8.0.0")).toStrictEqual([
      expect.stringContaining("The tag is v8.0.0"),
      expect.stringContaining("Fill in `repository`"),
      expect.stringContaining("has no section"),
    ]);
  });

  it("names metadata that does not follow from the repository's", async () => {
    await releaseVersion(root, "9.0.0", date);
    await fillIn();
    const { rootManifest } = releaseFiles(root);
    await writeObject(rootManifest, { ...(await readObject(rootManifest)), author: "Somebody else" });
    expect(await releaseProblems(root, "v9.0.0")).toStrictEqual([
      expect.stringContaining("npm run release:metadata"),
    ]);
  });
});

describe("the name of the repository", () => {
  it("is in the plugin's package.json as it follows from the repository's", async () => {
    expect(await readObject(files.pluginManifest)).toMatchObject(
      pluginMetadata(await readObject(files.rootManifest)),
    );
  });

  it("is in no other file, so that it can be filled in at one place", async () => {
    const slug = repositorySlug(await readObject(files.rootManifest));
    const named: string[] = [];
    const exclude = [
      "**/node_modules/**",
      "**/dist/**",
      "**/corpus/**",
      ".git/**",
      ".hosts/**",
      ".openclaw-home/**",
    ];
    for await (const file of glob("{,.github/,docs/,extensions/}**/*.{json,md,ts,yml}", {
      cwd: repositoryRoot,
      exclude,
    })) {
      if ((await readFile(join(repositoryRoot, file), "utf8")).includes(slug)) named.push(file);
    }
    const places = ["package.json", join("extensions", "kimi-coding", "package.json")];
    // The test of the placeholder itself, and the code that knows it.
    const code = isFilledIn(await readObject(files.rootManifest))
      ? []
      : ["metadata.ts", "release.test.ts"].map((name) => join("extensions", "kimi-lab", "release", name));
    expect([...new Set(named)].toSorted()).toStrictEqual([...places, ...code].toSorted());
  });
});
