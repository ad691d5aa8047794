import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { takeNotice } from "./notice-ledger.ts";
import { nearlyUsedUp, noticeText, quietUntil } from "./notice-text.ts";
import type { Usage } from "./parse-usage.ts";

const log = createSubsystemLogger("kimi/quota");

/**
 * The service is asked no more often than this, and only while there are turns; but for one more time behind a failure,
 * since a host that has just started may be busy for longer than an answer is waited for.
 */
const INTERVAL_MS = 600_000;

/** What an account has used; `null` where that could not be learnt. */
export interface AccountUsage {
  /** Stays the same while the account does; no secret. */
  readonly account: string;
  readonly usage: Usage | null;
}

/** Gives the notice for the chat, once for each window until that is reset; else `null`. */
export type TakeNotice = () => string | null;

/** Looks how much of the plan is used, through `ask`, if that was long ago. See {@link createQuotaWatch}. */
export type QuotaWatch = (ask: () => Promise<AccountUsage | null>) => TakeNotice;

/** Agents that are watched at a time, those with the latest turns. */
const MAX_WATCHES = 32;

/** Gives each agent (`undefined` is the main one) a watch of its own: they may have accounts of their own. */
export function createAgentWatches(create = createQuotaWatch): (agentDir: string | undefined) => QuotaWatch {
  const watches = new Map<string | undefined, QuotaWatch>();
  return (agentDir) => {
    const watch = watches.get(agentDir) ?? create();
    watches.delete(agentDir);
    watches.set(agentDir, watch);
    for (const oldest of watches.keys()) {
      if (watches.size <= MAX_WATCHES) break;
      watches.delete(oldest);
    }
    return watch;
  };
}

/**
 * Makes a watch, one for an agent. It asks in the background and nobody waits for it: what it finds is there for the
 * end of the turn that made it look, or else of a later one.
 */
export function createQuotaWatch(now: () => number = Date.now, take = takeNotice): QuotaWatch {
  let askedAt = -Infinity;
  let known: AccountUsage | null = null;
  /** It could not be learnt, and was not asked for again since. */
  let mayRetry = false;
  const look = async (ask: () => Promise<AccountUsage | null>, isRetry: boolean) => {
    known = await learn(ask);
    mayRetry = !isRetry && (known === null || known.usage === null);
  };
  return (ask) => {
    if (mayRetry || now() - askedAt >= INTERVAL_MS) {
      const isRetry = mayRetry;
      mayRetry = false;
      askedAt = now();
      void look(ask, isRetry);
    }
    return () => (known === null ? null : noticeOf(known, now(), take));
  };
}

async function learn(ask: () => Promise<AccountUsage | null>): Promise<AccountUsage | null> {
  try {
    return await ask();
  } catch {
    log.debug("The used part of the plan could not be read.");
    return null;
  }
}

function noticeOf({ account, usage }: AccountUsage, now: number, take: typeof takeNotice): string | null {
  const untold = (usage === null ? [] : nearlyUsedUp(usage, now)).filter((window) =>
    take(`${account}\n${window.kind}\n${window.label}`, quietUntil(window, now), now),
  );
  return untold.length === 0 ? null : noticeText(untold, now);
}
