import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

import { createHome, type Home } from "../../host/home.ts";
import { waitForLock } from "../../host/lock.ts";

/** Makes a home in this folder, which does not exist yet. */
type MakeHome = (directory: string) => Promise<unknown>;

/**
 * Copies a home that is made once per run into `directory`, by default a new one: an installation takes two starts
 * of the host, an onboarding another one. The first process that asks for a name has the home made; the others wait
 * for that. The caller removes the copy.
 */
export async function copySharedHome(name: string, make: MakeHome, directory?: string): Promise<Home> {
  const original = await makeOnce(name, make);
  const home = await createHome(directory === undefined ? {} : { directory });
  try {
    await cp(original, home.directory, { recursive: true });
    const text = await readFile(home.configFile, "utf8");
    await writeFile(home.configFile, text.replaceAll(original, home.directory));
    return home;
  } catch (error) {
    await home.remove();
    throw error;
  }
}

/** Returns the folder of the home with this name. */
async function makeOnce(name: string, make: MakeHome): Promise<string> {
  const place = join(inject("runFolder"), name);
  const directory = join(place, "home");
  const finished = join(place, "done");
  await mkdir(place, { recursive: true });
  const lock = await waitForLock(place);
  try {
    if (!existsSync(finished)) {
      await rm(directory, { recursive: true, force: true });
      await make(directory);
      await writeFile(finished, "");
    }
  } finally {
    await lock.release();
  }
  return directory;
}
