import { text } from "node:stream/consumers";
import { openDrop } from "./drop.ts";
import { exchange, isTooLate } from "./exchange-token.ts";
import { parseJob } from "./renewal-files.ts";

/**
 * A process that exchanges one refresh token, as told on its standard input, and leaves the answer in a file. It is of
 * its own so that it outlives the host: what the service answers must not get lost with whoever asked for it.
 *
 * What it cannot do is left to the host, which finds no answer.
 */
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
// Nobody may be there any more to read it.
process.stdout.on("error", () => {});

const job = parseJob(await text(process.stdin));
if (job !== null && !isTooLate(job.until)) {
  const drop = openDrop(job.folder, job.refreshToken);
  if (await drop.claim(job.until)) {
    const answer = await exchange({ ...job, way: "first" });
    // A disk that is full must not cost the tokens while the host still lives.
    await drop.leave(answer).catch(() => process.stdout.write(drop.write(answer)));
  }
}
