import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

import type { Column } from "./surface.ts";

const cellSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("green") }),
  z.object({ kind: z.literal("red"), reason: z.string() }),
  z.object({ kind: z.literal("absent"), reason: z.string() }),
]);
const columnSchema = z.object({
  title: z.string(),
  version: z.string().nullable(),
  isSupported: z.boolean(),
  day: z.string(),
  cells: z.record(z.string(), cellSchema),
});

/** The columns of earlier runs that a file keeps; none where there is no file yet. */
export async function readRecord(file: string): Promise<readonly Column[]> {
  try {
    return z.array(columnSchema).parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

export async function writeRecord(file: string, columns: readonly Column[]): Promise<void> {
  await writeFile(file, `${JSON.stringify(columns, undefined, 2)}\n`);
}

/** What a column is after a run of some of its surfaces: cells of the same version and the same day stay. */
export function addRun(earlier: Column | undefined, run: Column): Column {
  const isSame = earlier?.version === run.version && earlier.day === run.day;
  return isSame ? { ...run, cells: { ...earlier.cells, ...run.cells } } : run;
}
