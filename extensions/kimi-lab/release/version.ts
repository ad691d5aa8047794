import { readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import { z } from "zod";

import { hasSection, releaseUnreleased } from "./changelog.ts";
import { readObject, releaseFiles, writeObject } from "./files.ts";

const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/u;

const versionSchema = z.string();
const packagesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
/** The plugin's name among the packages of the lock file. */
const LOCKED = "extensions/kimi-coding";

/**
 * Makes what is unreleased in a checkout a version: in the plugin's package.json, in the lock file, and as a section of
 * CHANGELOG.md. The plugin's manifest has no version of its own. Commits nothing.
 *
 * The version in package.json may be released once: before the first release there is one without a section.
 *
 * @throws when files are changed, the version is not newer, or nothing is unreleased; then nothing is written.
 */
export async function releaseVersion(root: string, version: string, date: string): Promise<void> {
  if (!VERSION.test(version)) throw new Error(`${version} is not a version such as 0.2.0.`);
  const { stdout: changes } = await execa("git", ["status", "--porcelain"], { cwd: root });
  if (changes !== "") throw new Error(`Commit or remove these changes first:\n${changes}`);
  const files = releaseFiles(root);
  const changelog = await readFile(files.changelog, "utf8");
  const manifest = await readObject(files.pluginManifest);
  const current = versionSchema.parse(manifest["version"]);
  if (hasSection(changelog, version)) throw new Error(`${version} is released: CHANGELOG.md has a section.`);
  if (isNewer(current, version)) {
    throw new Error(`${version} is older than ${current}, the version in package.json.`);
  }
  const released = releaseUnreleased(changelog, version, date);
  const lock = await readObject(files.lock);
  const packages = packagesSchema.parse(lock["packages"]);
  packages[LOCKED] = { ...packages[LOCKED], version };
  await writeObject(files.pluginManifest, { ...manifest, version });
  await writeObject(files.lock, { ...lock, packages });
  await writeFile(files.changelog, released);
}

/** Whether `one` comes after `other`. */
function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, "en", { numeric: true }) > 0;
}
