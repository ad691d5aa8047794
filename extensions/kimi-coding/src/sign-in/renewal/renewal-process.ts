import { text } from "node:stream/consumers";
import { openExchangeFiles } from "./exchange-files.ts";
import { parseJob } from "./exchange-job.ts";
import { exchangeToken, isTooLate } from "./exchange-token.ts";

/**
 * A process that exchanges one refresh token, as told on its standard input, and leaves the answer in a file. It is of
 * its own so that it outlives the host: the answer of the service must not get lost with the process that asked.
 *
 * What it cannot do is left to the host, which finds no answer.
 */
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
// The host, which reads it, may have ended.
process.stdout.on("error", () => {});

const job = parseJob(await text(process.stdin));
if (job !== null && !isTooLate(job.until)) {
  const files = openExchangeFiles(job.folder, job.refreshToken);
  if (await files.claim(job.until)) {
    const answer = await exchangeToken({ ...job, way: "first" });
    // A disk that is full must not cost the tokens while the host still lives.
    await files.leave(answer).catch(() => process.stdout.write(files.write(answer)));
  }
}
