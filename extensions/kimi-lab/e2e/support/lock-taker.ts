import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";

import { present, withFileLock } from "openclaw-kimi-coding/test-api";

/**
 * A process that adds one to the number in a file, under its lock, for each line that it reads, and prints whose lock
 * that was, after the parts of the SDK that were asked for. With `keep` it keeps the lock.
 */
const [file, mode] = process.argv.slice(2);
const path = present(file);
const retries = { retries: 4000, factor: 1, minTimeout: 1, maxTimeout: 5, randomize: true };

async function addOne(): Promise<string> {
  const before = Number(await readFile(path, "utf8"));
  const lock = await readFile(`${path}.lock`, "utf8");
  await setImmediate();
  await writeFile(path, String(before + 1));
  return lock.includes('"id"') ? "own" : "host";
}

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  const locked = await withFileLock(path, { retries, stale: 600_000 }, async () => {
    const whose = await addOne();
    const asked = process.env["ASKED"] ?? "";
    if (mode !== "keep") return `${asked} ${whose}`.trim();
    process.stdout.write("kept\n");
    return await new Promise<string>(() => {});
  });
  process.stdout.write(`${locked.kind === "done" ? locked.value : locked.kind}\n`);
}
