import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hostAt, type Host } from "./host.ts";
import { waitForLock } from "./lock.ts";
import { npmCommand } from "./npm.ts";
import { repositoryRoot } from "./paths.ts";
import { startProcessGroup } from "./process-group.ts";

/** The older hosts that are tested beside the repository's own. */
export type OlderHost = "2026.5.7" | "2026.4.27";

/** Both older hosts depend on a linkedom whose own dependency has left the registry (seen 2026-11). */
const overrides = { linkedom: "0.18.12" } as const;

const installTimeoutMs = 600_000;

/**
 * An OpenClaw that is not the repository's own, installed on demand into `.hosts/<version>` of the checkout (or of the folder that
 * `KIMI_HOSTS_DIR` names) and kept there. Processes that ask at the same time share one installation.
 *
 * @throws when npm fails or takes longer than ten minutes; nothing half installed is kept.
 */
export async function ensureHost(
  version: string,
  { log = () => {} }: { readonly log?: (line: string) => void } = {},
): Promise<Host> {
  const hosts = process.env["KIMI_HOSTS_DIR"] ?? join(repositoryRoot, ".hosts");
  const directory = join(hosts, version);
  if (!isInstalled(directory)) {
    await mkdir(hosts, { recursive: true });
    const lock = await waitForLock(hosts, {
      onWait: () => log(`Waiting for another installation in ${hosts}`),
    });
    try {
      if (!isInstalled(directory)) await install(version, directory, log);
    } finally {
      await lock.release();
    }
  }
  const host = await hostAt(packageIn(directory));
  return {
    ...host,
    // 2026.4.27 installs dependencies of its own plugins on first use, 1.2 GB and minutes of it: once, not
    // once per home (its docs, `install/updating.md`).
    env: { ...host.env, OPENCLAW_PLUGIN_STAGE_DIR: join(hosts, `${version}-runtime-deps`) },
  };
}

async function install(version: string, directory: string, log: (line: string) => void): Promise<void> {
  log(`Installing openclaw@${version} into ${directory}`);
  const partial = `${directory}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const manifest = { private: true, dependencies: { openclaw: version }, overrides };
  await writeFile(join(partial, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  // npm is the user's own here, with the user's settings.
  const npm = npmCommand();
  const group = await startProcessGroup(
    npm.command,
    [...npm.args, "install", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"],
    { cwd: partial, env: process.env },
  );
  const timer = setTimeout(() => void group.stop(0), installTimeoutMs);
  const { exitCode } = await group.exited.finally(() => clearTimeout(timer));
  if (exitCode !== 0 || !isInstalled(partial)) {
    const said = group.output().trim().split("\n").slice(-15).join("\n");
    throw new Error(`npm could not install openclaw@${version} (exit code ${exitCode}). It said:\n${said}`);
  }
  await rm(directory, { recursive: true, force: true });
  await rename(partial, directory);
}

/** The folder gets its name only when it is complete. */
function isInstalled(directory: string): boolean {
  return existsSync(join(packageIn(directory), "package.json"));
}

function packageIn(directory: string): string {
  return join(directory, "node_modules", "openclaw");
}
