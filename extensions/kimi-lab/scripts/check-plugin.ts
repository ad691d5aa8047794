import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";

import { npmCommand } from "../host/npm.ts";
import { extensionRoot, repositoryRoot } from "../host/paths.ts";

/**
 * What OpenClaw's own tools find in the built plugin: its inspector, and ClawHub's checks before a publication. They end
 * with 0 although they warn, and although they skip an entry that is missing, so their reports are read. Without the
 * OpenClaw that is named here, ClawHub's asks a registry for the newest one; with it, neither sends anything (seen in a
 * network namespace without a network: inspector 0.3.20, clawhub 0.23.3, 2026-11).
 */
const openclaw = join(repositoryRoot, "node_modules", "openclaw");
const run = execa({ cwd: repositoryRoot, preferLocal: true, localDir: repositoryRoot, all: true });

/** Every number in a summary counts something that is to be mended, but for those that count what was looked at. */
const countsSchema = z.record(z.string(), z.number());
const captureSchema = z.object({
  summary: z.object({ targetCount: z.number(), capturedCount: z.number(), registrationCount: z.number() }),
});
const validationSchema = z.object({
  status: z.string(),
  summary: countsSchema,
  issues: z.array(z.looseObject({ code: z.string(), title: z.string() })),
});

async function inspect(folder: string): Promise<void> {
  const runtime = ["--runtime", "--mock-sdk", "--allow-execute"];
  await run`plugin-inspector ci --plugin-root ${extensionRoot} --openclaw ${openclaw} --out ${folder} ${runtime}`;
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, `plugin-inspector-${name}.json`), "utf8"));
  const { summary } = z
    .object({ summary: z.record(z.string(), z.unknown()) })
    .parse(await read("ci-summary"));
  const found = ["breakages", "warnings", "suggestions", "issues"].filter((name) => summary[name] !== 0);
  if (found.length > 0) {
    throw new Error(
      `The inspector reports ${found.join(", ")}:\n${await readFile(join(folder, "plugin-inspector-issues.md"), "utf8")}`,
    );
  }
  const capture = captureSchema.parse(await read("runtime-capture")).summary;
  if (capture.capturedCount < capture.targetCount || capture.registrationCount === 0) {
    throw new Error(`The inspector could not load the plugin: ${JSON.stringify(capture)}`);
  }
}

async function validate(folder: string): Promise<void> {
  const { stdout } =
    await run`clawhub package validate ${extensionRoot} --openclaw ${openclaw} --out ${folder} --json`;
  const { status, summary, issues } = validationSchema.parse(JSON.parse(stdout));
  if (status === "pass" && Object.values(summary).every((count) => count === 0)) return;
  throw new Error(`ClawHub reports:\n${issues.map(({ code, title }) => `${code}: ${title}`).join("\n")}`);
}

/** Also reads what a publication reads of the packed file, such as the fields that ClawHub wants in package.json. */
async function rehearse(folder: string): Promise<void> {
  const npm = npmCommand();
  await run(npm.command, [...npm.args, "pack", extensionRoot, "--pack-destination", folder]);
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  const source = ["--source-repo", "owner/repository", "--source-commit", "0".repeat(40)];
  await run`clawhub package publish ${join(folder, name)} --family code-plugin --dry-run ${source}`;
}

const folder = await mkdtemp(join(tmpdir(), "kimi-check-plugin-"));
try {
  await inspect(join(folder, "inspector"));
  await validate(join(folder, "clawhub"));
  await rehearse(folder);
  console.log("OpenClaw's inspector and ClawHub find nothing to mend.");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
