import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

import { createHome, type Home } from "../../host/home.ts";
import { waitForLock } from "../../host/lock.ts";
import { extensionRoot } from "../../host/paths.ts";
import { installPlugin } from "../../host/setup.ts";
import { editConfig } from "./edit-config.ts";

/**
 * A home of its own with the built plugin installed, not onboarded, and with the user's config on top of what
 * the installation wrote. The caller removes it.
 *
 * All are copies of one home per run: an installation takes two starts of the host.
 */
export async function createInstalledHome(config: object = {}): Promise<Home> {
  const original = await installOnce(inject("runFolder"));
  const home = await createHome();
  try {
    await cp(original.directory, home.directory, { recursive: true });
    const text = await readFile(home.configFile, "utf8");
    await writeFile(home.configFile, text.replaceAll(original.directory, home.directory));
    await editConfig(home, (copied) => ({ ...copied, ...config }));
    return home;
  } catch (error) {
    await home.remove();
    throw error;
  }
}

/** What of a config starts a gateway in a home that was not onboarded. */
export function localGateway(): object {
  return { mode: "local", bind: "loopback", auth: { mode: "token", token: randomUUID() } };
}

/** The first who asks installs; those who ask meanwhile, in other processes too, wait for that. */
async function installOnce(folder: string): Promise<Home> {
  const directory = join(folder, "installed");
  const finished = join(folder, "installed.done");
  const lock = await waitForLock(folder);
  try {
    if (!existsSync(finished)) {
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory);
      await installPlugin(await createHome({ directory }), { path: extensionRoot });
      await writeFile(finished, "");
    }
  } finally {
    await lock.release();
  }
  return createHome({ directory });
}
