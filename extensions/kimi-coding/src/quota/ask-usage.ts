import { KEY_PAGE } from "../kimi/index.ts";
import { send, type SendOptions, type ServiceTarget, usageProbe } from "../service/index.ts";
import { parseUsage, type Usage } from "./parse-usage.ts";

/** As long as the official client waits (2026-08). */
const TIMEOUT_MS = 8000;

/** What is left of the plan, as far as the service told it. */
export interface QuotaStatus {
  /** Why it is not known, and what to do; `null` is good. */
  readonly problem: string | null;
  /** Milliseconds to the answer; `null` where none came. */
  readonly latencyMs: number | null;
  readonly usage: Usage | null;
}

/** Asks what is left of the plan. A failure is told in the result, and never thrown. */
export async function askUsage(target: ServiceTarget, options: SendOptions = {}): Promise<QuotaStatus> {
  const { attempt, body } = await send(target, usageProbe, {
    timeoutMs: TIMEOUT_MS,
    missing:
      "does not report usage (404): it may be a proxy, or not an endpoint of Kimi Code. Check the base URL:",
    ...options,
  });
  if (attempt.problem !== null) return { ...attempt, usage: null };
  const usage: Usage | null = parseUsage(body, Date.now());
  const problem =
    usage === null
      ? `Kimi Code sent usage data that this plugin does not understand. Install the newest version of this plugin, or see ${KEY_PAGE}.`
      : null;
  return { ...attempt, problem, usage };
}
