import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

import { extensionRoot } from "../host/paths.ts";

const recordSchema = z.object({
  hostVersion: z.string(),
  /** Of where the plugin is and what it declares; its code is linked and so always the newest. */
  plugin: z.string(),
  /** A digest, never the key. */
  key: z.string(),
  simulatorPort: z.number().optional(),
});

/** What a finished set-up was made with. It tells the next run what it can reuse. */
export type SetupRecord = z.infer<typeof recordSchema>;

/** The record of a home, or nothing when its set-up was not finished or cannot be read. */
export async function readSetupRecord(directory: string): Promise<SetupRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(recordFile(directory), "utf8")));
  } catch {
    return undefined;
  }
}

export async function writeSetupRecord(directory: string, record: SetupRecord): Promise<void> {
  await writeFile(recordFile(directory), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Says what the plugin in this checkout declares, in a form that changes with it. */
export async function digestPlugin(): Promise<string> {
  const files = ["package.json", "openclaw.plugin.json"].map((name) => join(extensionRoot, name));
  const contents = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return digest([extensionRoot, ...contents].join("\0"));
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function recordFile(directory: string): string {
  return join(directory, "setup.json");
}
