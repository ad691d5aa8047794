import { writeFile } from "node:fs/promises";

import { parseOptions, type SoakOptions } from "./options.ts";
import { makeReport } from "./report.ts";
import { runSoak } from "./run-soak.ts";

function readOptions(): SoakOptions | undefined {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error("npm run soak -- --seed 7 --turns 2000 --sessions 50 --parallel 8 --minutes 60");
    console.error("npm run soak -- --short");
    return undefined;
  }
}

const options = readOptions();
if (options === undefined) {
  process.exitCode = 2;
} else {
  const { seed, turns, sessions, parallel, minutes } = options;
  console.log(
    `The same again: npm run soak -- --seed ${seed} --turns ${turns} --sessions ${sessions} --parallel ${parallel} --minutes ${minutes}`,
  );
  const finished = await runSoak(options, (line) => console.log(line));
  if (options.record !== undefined) await writeFile(options.record, JSON.stringify(finished.record));
  const report = makeReport(options, finished);
  console.log(`\n${report.text}`);
  if (!report.isClean) process.exitCode = 1;
}
