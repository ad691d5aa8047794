import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Home } from "../../host/home.ts";

/** The clock of a host that is started with `env`. */
export interface HostClock {
  readonly env: Readonly<Record<string, string>>;
  /** Puts it forward; it then goes on from there. */
  advance(seconds: number): Promise<void>;
}

const preload = pathToFileURL(join(import.meta.dirname, "moving-clock.ts")).href;

/** Makes a clock for the hosts of this home; it shows the time of the system at first. */
export async function createHostClock(home: Home): Promise<HostClock> {
  const file = join(home.directory, "clock");
  await writeFile(file, "");
  return {
    env: { CLOCK_FILE: file, NODE_OPTIONS: `--import=${preload}` },
    advance: (seconds) => appendFile(file, ".".repeat(seconds)),
  };
}
