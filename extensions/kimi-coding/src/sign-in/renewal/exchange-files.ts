import { randomUUID } from "node:crypto";
import { open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findHolder, ownClaim } from "./claim-holder.ts";
import { type Claim, parseClaim } from "./claim.ts";
import { type ExchangeResult, parseExchangeResult } from "./exchange-result.ts";
import { createSeal } from "./seal.ts";

/** How long a claim holds at most, with all that is sent on it: as long as all tries can take (48 s), and some. */
export const CLAIM_MS = 60_000;
const POLL_MS = 20;
/** However often the claim changes hands meanwhile: to a process that was started late, say. */
const MAX_WAIT_MS = 3 * CLAIM_MS;

/** How old files of each kind may get that nobody asks for any more. */
const MAX_AGE_MS = {
  /** Nobody sends a token on a claim that is older than {@link CLAIM_MS}. */
  ".claim": 3_600_000,
  ".part": 3_600_000,
  /** As long as a refresh token lives (third parties, 2026-08). */
  ".answer": 30 * 24 * 3_600_000,
} as const satisfies Record<string, number>;

/**
 * The two files of one refresh token, in a folder that all processes share, by which they agree on its exchange: the
 * claim, which a process makes before it sends the token, and the answer, which it leaves there. The answer survives
 * the process that waits for it.
 *
 * The claim on a spent token stays for longer than a process can be late that was started to send it: it finds the
 * claim, and sends nothing.
 */
export interface ExchangeFiles {
  /** Claims the right to send the token; false where another process has, or had, it. Rejects if no file can be written. */
  claim(until: number): Promise<boolean>;
  leave(result: ExchangeResult): Promise<void>;
  /** The answer that is there, or that the process which has the claim is about to leave; `null` if none is to come. */
  wait(): Promise<ExchangeResult | null>;
  /** The answer as a text that only {@link ExchangeFiles.read} makes sense of, for where no file can be written. */
  write(result: ExchangeResult): string;
  read(text: string): ExchangeResult | null;
  /** Takes the answer away; the token is spent. */
  close(): Promise<void>;
  /**
   * Takes away the claim that was made here, or seen by {@link ExchangeFiles.wait}, and the answer seen with it: the token may
   * be sent again. What another process has put there since stays. As `close`, it is for the holder of the sign-in's lock.
   */
  release(): Promise<void>;
}

export function openExchangeFiles(
  folder: string,
  refreshToken: string,
  elapsedMs: () => number = () => performance.now(),
): ExchangeFiles {
  const envelope = createSeal(refreshToken);
  const claimFile = join(folder, `${envelope.name}.claim`);
  const answerFile = join(folder, `${envelope.name}.answer`);

  /** What was there when it was looked at last; `null` for nothing. */
  let seenClaim: Buffer | null = null;
  let seenAnswer: Buffer | null = null;

  const seal = (result: ExchangeResult) => envelope.close(JSON.stringify(result));
  const unseal = (sealed: Buffer | null): ExchangeResult | null => {
    const text = sealed === null ? null : envelope.open(sealed);
    return text === null ? null : parseExchangeResult(text);
  };

  return {
    async claim(until) {
      const claim = writeClaim(ownClaim(until));
      try {
        await writeFile(claimFile, claim, { flag: "wx", mode: 0o600 });
      } catch (error) {
        if (hasCode(error, "EEXIST")) return false;
        // Half a claim, on a disk that is full, would have others wait for nothing.
        if (!hasSyscall(error, "open")) await remove(claimFile);
        throw error;
      }
      seenClaim = claim;
      return true;
    },
    async leave(result) {
      const part = join(folder, `${envelope.name}.${randomUUID()}.part`);
      const file = await open(part, "wx", 0o600);
      try {
        await file.writeFile(seal(result));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, answerFile);
    },
    async wait() {
      const isHeldStill = createClaimWatch(claimFile, elapsedMs);
      for (;;) {
        // In this order: an answer may come, and its process end, between the two.
        seenClaim = await readIfThere(claimFile);
        const isHeld = await isHeldStill(seenClaim);
        seenAnswer = await readIfThere(answerFile);
        const answer = unseal(seenAnswer);
        if (answer !== null || !isHeld) return answer;
        await delay(POLL_MS);
      }
    },
    write: (result) => seal(result).toString("base64url"),
    read: (text) => unseal(Buffer.from(text, "base64url")),
    async close() {
      // Void, but there.
      await writeFile(claimFile, writeClaim(ownClaim(0)), { mode: 0o600 });
      await remove(answerFile);
    },
    async release() {
      await removeSame(answerFile, seenAnswer);
      await removeSame(claimFile, seenClaim);
    },
  };
}

function writeClaim(claim: Claim): Buffer {
  return Buffer.from(JSON.stringify(claim));
}

/**
 * Whether the process that made a claim may still send the token, or wait for what it sent.
 *
 * Times and ids in a file are hints: clocks are set, and ids are used again. {@link createClaimWatch} bounds what they
 * can make us wait.
 */
async function isClaimHeld(file: string, held: Buffer): Promise<boolean> {
  const claim = parseClaim(held.toString("utf8"));
  // It is being written, or its writer was killed over it.
  if (claim === null) return (await ageOf(file)) < CLAIM_MS;
  if (claim.until <= 0) return false;
  const holder = findHolder(claim);
  switch (holder) {
    case "dead":
      return false;
    case "living":
      // A clock that was set forward ends no claim of a process that is seen to live; our own would wait for itself.
      return claim.pid !== process.pid || Date.now() < claim.until;
    case "elsewhere":
      // Another machine's clock may differ from ours by minutes.
      return (await ageOf(file)) < FOREIGN_CLAIM_MS;
    case "perhaps":
      return Date.now() < claim.until;
    default:
      return holder satisfies never;
  }
}

/** How old a claim of another machine may look: as long as it can hold, and what two clocks may differ by. */
const FOREIGN_CLAIM_MS = 600_000;

/**
 * Tells whether a claim is held, for as long as any can hold, {@link CLAIM_MS}, since it was seen first. This time is
 * counted by a clock that nobody sets. Whoever had the claim then has sent all that it may send since.
 */
function createClaimWatch(file: string, elapsedMs: () => number): (claim: Buffer | null) => Promise<boolean> {
  const beganAt = elapsedMs();
  let watched: Buffer | null = null;
  let since = beganAt;
  return async (claim) => {
    if (claim === null || elapsedMs() - beganAt >= MAX_WAIT_MS) return false;
    if (watched?.equals(claim) !== true) {
      watched = claim;
      since = elapsedMs();
    }
    return elapsedMs() - since < CLAIM_MS && (await isClaimHeld(file, claim));
  };
}

/** Deletes what processes that were killed have left long ago, as far as it can. */
export async function sweepExchangeFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const maxAgeMs = Object.entries(MAX_AGE_MS).find(([suffix]) => name.endsWith(suffix))?.[1];
    const file = join(folder, name);
    if (maxAgeMs === undefined || (await ageOf(file)) <= maxAgeMs) continue;
    // A clock that was set forward makes old what is in use.
    if (name.endsWith(".claim") && (await isOfLiving(file))) continue;
    await remove(file).catch(() => {});
  }
}

/** Whether the process that made a claim is seen to live, and the claim is not void. */
async function isOfLiving(file: string): Promise<boolean> {
  const claim = parseClaim((await readIfThere(file))?.toString("utf8") ?? "");
  return claim !== null && claim.until > 0 && claim.pid !== process.pid && findHolder(claim) === "living";
}

/** In ms; 0 for a file that has gone, and without end for one that cannot be looked at. */
async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch (error) {
    return hasCode(error, "ENOENT") ? 0 : Infinity;
  }
}

/** A claim has about 200 bytes, an answer about 4 KB: what is much longer was written by nobody of us. */
const MAX_FILE_BYTES = 256 * 1024;

/** `null` if there is none. Whatever is in the way of reading one, nothing can be had from it. */
async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return (await stat(file)).size > MAX_FILE_BYTES ? Buffer.alloc(0) : await readFile(file);
  } catch (error) {
    return hasCode(error, "ENOENT") ? null : Buffer.alloc(0);
  }
}

/** Removes a file that still is as it was seen. */
async function removeSame(file: string, seen: Buffer | null): Promise<void> {
  if (seen !== null && (await readIfThere(file))?.equals(seen) === true) await remove(file);
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

function hasSyscall(error: unknown, syscall: string): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === syscall;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
