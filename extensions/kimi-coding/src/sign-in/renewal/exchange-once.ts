import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { isObject } from "../../kimi/index.ts";
import { commandRunner } from "./command-runner.ts";
import { CLAIM_MS, type ExchangeFiles, openExchangeFiles, sweepExchangeFiles } from "./exchange-files.ts";
import type { ExchangeJob } from "./exchange-job.ts";
import type { ExchangeResult } from "./exchange-result.ts";
import { exchangeToken } from "./exchange-token.ts";

const log = createSubsystemLogger("kimi/sign-in");

/** Beside this file, as source or compiled; a host may have put a query behind the address of what it loaded. */
const SCRIPT = new URL(`renewal-process${extname(new URL(import.meta.url).pathname)}`, import.meta.url);

/** What an exchange needs to know of a sign-in. */
interface RefreshGrant {
  readonly issuer: string;
  readonly refreshToken: string;
  readonly userAgent: string;
}

/** An exchange that was carried out. */
interface Exchange {
  readonly result: ExchangeResult;
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
export async function exchangeOnce(
  folder: string,
  { issuer, refreshToken, userAgent }: RefreshGrant,
): Promise<Exchange> {
  await sweepExchangeFiles(folder);
  const files = openExchangeFiles(folder, refreshToken);
  const settled = (result: ExchangeResult, isLeft: boolean): Exchange => ({
    result,
    isLeft,
    settle: () => tidy(result.kind === "tokens" ? files.close() : files.release()),
  });
  const left = await files.wait();
  if (left?.kind === "tokens" || left?.kind === "ended") return settled(left, true);
  await tidy(files.release());
  const job = { issuer, refreshToken, userAgent, folder, until: Date.now() + CLAIM_MS };
  const answer = await exchangeApart(files, job);
  if (answer !== null && answer.kind !== "unreachable") return settled(answer, false);
  await tidy(files.release());
  return settled(await exchangeHere(files, job, answer === null ? "only" : "second"), false);
}

/** A claim that cannot be removed still has nobody send the token. */
function tidy(work: Promise<void>): Promise<void> {
  return work.catch(() => {});
}

/** In a process of its own; `null` if there can be none, or if it left nothing. */
async function exchangeApart(files: ExchangeFiles, job: ExchangeJob): Promise<ExchangeResult | null> {
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
  const answer = await files.wait();
  if (answer !== null || !isObject(printed) || typeof printed["stdout"] !== "string") return answer;
  return files.read(printed["stdout"]);
}

/** In this process, with whose death the answer is lost. */
async function exchangeHere(
  files: ExchangeFiles,
  job: ExchangeJob,
  way: "only" | "second",
): Promise<ExchangeResult> {
  const until = Date.now() + CLAIM_MS;
  try {
    // A process that was started before may have been slow.
    if (!(await files.claim(until))) return (await files.wait()) ?? { kind: "unavailable" };
  } catch {
    log.warn(
      `The Kimi sign-in cannot be renewed, because files cannot be written in ${job.folder}. Check the free space and the permissions of that folder.`,
    );
    return { kind: "unavailable" };
  }
  return exchangeToken({ ...job, until, way });
}
