import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { npmCommand } from "../../host/npm.ts";
import { extensionRoot } from "../../host/paths.ts";
import { startProcessGroup } from "../../host/process-group.ts";

/** The plugin as npm would publish it, in a folder that goes with it. */
export interface PackedPlugin extends AsyncDisposable {
  readonly tarball: string;
}

/**
 * Packs the built plugin, or another package in a folder.
 *
 * @throws with npm's output when that fails.
 */
export async function packPlugin(source = extensionRoot): Promise<PackedPlugin> {
  const folder = await mkdtemp(join(tmpdir(), "packed-plugin-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const npm = npmCommand();
    const args = [...npm.args, "pack", source, "--pack-destination", folder];
    const group = await startProcessGroup(npm.command, args, { cwd: folder, env: process.env });
    const { exitCode } = await group.exited;
    const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
    if (exitCode !== 0 || name === undefined) throw new Error(`npm pack failed:\n${group.output()}`);
    return { tarball: join(folder, name), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
