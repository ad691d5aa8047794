import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A temporary folder for what the test files of one run share. */
    readonly runFolder: string;
  }
}

/** Makes the folder before the first test file; the result deletes it after the last one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-e2e-"));
  project.provide("runFolder", folder);
  return () => rm(folder, { recursive: true, force: true });
}
