import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded into a gateway before its own code (`--import`): when the file that PROBE_FILE names is asked for, by a file
 * beside it, this collects the garbage, as an idle process does at some time, and writes what is left then. Not by a
 * signal: 2026.9.6 takes SIGUSR1 and SIGUSR2 for a restart.
 */
const file = process.env["PROBE_FILE"];
const LOOK_MS = 250;
if (file !== undefined && isMainThread && process.argv.includes("gateway")) {
  setInterval(() => {
    const question = `${file}.question`;
    if (!existsSync(question)) return;
    rmSync(question, { force: true });
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const draft = `${file}.draft`;
    writeFileSync(draft, JSON.stringify({ rss, heapUsed, resources: process.getActiveResourcesInfo() }));
    renameSync(draft, file);
  }, LOOK_MS).unref();
}
