import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const objectSchema = z.record(z.string(), z.unknown());

/** The files of a checkout that a release reads or writes. */
export function releaseFiles(root: string) {
  return {
    changelog: join(root, "CHANGELOG.md"),
    rootManifest: join(root, "package.json"),
    lock: join(root, "package-lock.json"),
    pluginManifest: join(root, "extensions", "kimi-coding", "package.json"),
  } as const;
}

/** @throws when it is not a JSON object. */
export async function readObject(file: string): Promise<Record<string, unknown>> {
  return objectSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** Writes it as npm does. */
export async function writeObject(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
