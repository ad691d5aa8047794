import { createInterface } from "node:readline";

import { takeNotice } from "openclaw-kimi-coding/test-api";

/**
 * A process that, for each line that it reads, looks at a window at each of so many moments, at each of which the last
 * notice is over, and prints as a JSON array at which of them it may give one. It prints "ready" when all code is
 * loaded. Its arguments are the folder of the notices and the number of moments.
 */
const [folder, moments] = process.argv.slice(2);

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  const taken: number[] = [];
  for (let now = 1; now <= Number(moments); now += 1) {
    if (takeNotice("window", now + 1, now, folder)) taken.push(now);
  }
  process.stdout.write(`${JSON.stringify(taken)}\n`);
}
