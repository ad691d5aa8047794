import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { isObject } from "../../kimi/index.ts";
import { commandRunner } from "./command-runner.ts";
import { CLAIM_MS, openDrop, sweepDrops, type Drop } from "./drop.ts";
import { exchange } from "./exchange-token.ts";
import type { Exchange, RenewalJob } from "./renewal-files.ts";

const log = createSubsystemLogger("kimi/sign-in");

/** Beside this file, as source or compiled; a host may have put a query behind the address of what it loaded. */
const SCRIPT = new URL(`renewal-process${extname(new URL(import.meta.url).pathname)}`, import.meta.url);

/** What a renewal needs to know of a sign-in. */
interface Renewable {
  readonly issuer: string;
  readonly refreshToken: string;
}

/** A renewal that was carried out. */
export interface Renewal {
  readonly exchange: Exchange;
  /** Whether it is the work of a process that has died, and may be old. */
  readonly isLeft: boolean;
  /**
   * To be called when what it brought is stored, or when it brought nothing. Until then others can find it. Never
   * rejects: what it cannot tidy up is left to a later renewal.
   */
  readonly settle: () => Promise<void>;
}

/**
 * Exchanges the refresh token of a sign-in, once for all processes that use `folder`, and so that the answer is found
 * by the next one if this one dies. The caller holds the lock of the sign-in.
 */
export async function renewIn(folder: string, { issuer, refreshToken }: Renewable): Promise<Renewal> {
  await sweepDrops(folder);
  const drop = openDrop(folder, refreshToken);
  const settled = (result: Exchange, isLeft: boolean): Renewal => ({
    exchange: result,
    isLeft,
    settle: () => tidy(result.kind === "tokens" ? drop.close() : drop.release()),
  });
  const left = await drop.wait();
  if (left?.kind === "tokens" || left?.kind === "ended") return settled(left, true);
  await tidy(drop.release());
  const job = { issuer, refreshToken, folder, until: Date.now() + CLAIM_MS };
  const answer = await exchangeApart(drop, job);
  if (answer !== null && answer.kind !== "unreachable") return settled(answer, false);
  await tidy(drop.release());
  return settled(await exchangeHere(drop, job, answer === null ? "only" : "second"), false);
}

/** A claim that cannot be removed still has nobody send the token. */
function tidy(work: Promise<void>): Promise<void> {
  return work.catch(() => {});
}

/** In a process of its own; `null` if there can be none, or if it left nothing. */
async function exchangeApart(drop: Drop, job: RenewalJob): Promise<Exchange | null> {
  const run = commandRunner();
  // A host may be bundled with its runtime into a program that takes no script.
  if (run === null || !/(?:^|[\\/])node[^\\/]*$/iu.test(process.execPath)) return null;
  let printed: unknown;
  try {
    printed = await run([process.execPath, fileURLToPath(SCRIPT)], {
      timeoutMs: CLAIM_MS,
      input: JSON.stringify(job),
      // As hosts do for their own `fetch`; where no proxy is set, it changes nothing.
      env: { NODE_USE_ENV_PROXY: "1" },
    });
  } catch {
    // Whether it ran and how it ended is seen from what it left.
  }
  const answer = await drop.wait();
  if (answer !== null || !isObject(printed) || typeof printed["stdout"] !== "string") return answer;
  return drop.read(printed["stdout"]);
}

/** In this process, with whose death the answer is lost. */
async function exchangeHere(drop: Drop, job: RenewalJob, way: "only" | "second"): Promise<Exchange> {
  const until = Date.now() + CLAIM_MS;
  try {
    // A process that was started before may have been slow.
    if (!(await drop.claim(until))) return (await drop.wait()) ?? { kind: "unavailable" };
  } catch {
    log.warn(
      `the Kimi sign-in cannot be renewed: no file can be written in ${job.folder}. Check the free space and the rights of that folder.`,
    );
    return { kind: "unavailable" };
  }
  return exchange({ ...job, until, way });
}
