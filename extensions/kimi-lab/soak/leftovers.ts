import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { processesOf } from "./processes.ts";
import type { Leftovers } from "./run-record.ts";
import type { SoakHome } from "./soak-home.ts";

/** The host's own, made once and kept: the cache of compiled code, and folders that it finds empty at its next start. */
const keptByHost = /(?:^|\/)(?:node-compile-cache|\.openclaw-terminal-staging-\d+)(?:\/|$)/u;
/** Not the claims on spent refresh tokens: the plugin keeps each for an hour on purpose, so that no late process sends one. */
const lockFile = /(?:\.lock|\.part|\.draft|\.tmp)$/u;

/** What is in a home beside what belongs there, when its gateway does not run. */
export async function listLeftovers({ home, temporary }: SoakHome): Promise<Leftovers> {
  const state = join(home.directory, ".openclaw");
  const processes = await processesThatStay(home.directory);
  const temporaryFiles = await filesBelow(temporary);
  const stateFiles = await filesBelow(state);
  return {
    processes: processes.map(({ pid, commandLine }) => `${pid} ${commandLine}`),
    temporaryFiles: temporaryFiles.filter((name) => !keptByHost.test(name)),
    lockFiles: stateFiles.filter((name) => lockFile.test(name)),
  };
}

const POLL_MS = 500;
const POLLS = 60;

/** Most of the host's workers (2026.9.6) end by themselves when they miss their gateway; a busy machine needs a while. */
async function processesThatStay(home: string): Promise<ReturnType<typeof processesOf>> {
  let running = processesOf(home);
  for (let poll = 0; poll < POLLS && running.length > 0; poll += 1) {
    await pause(POLL_MS);
    running = processesOf(home);
  }
  return running;
}

/** What is in the second list alone. */
export function addedLeftovers(before: Leftovers, after: Leftovers): Leftovers {
  const added = (name: keyof Leftovers) => after[name].filter((entry) => !before[name].includes(entry));
  return {
    processes: added("processes"),
    temporaryFiles: added("temporaryFiles"),
    lockFiles: added("lockFiles"),
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}
