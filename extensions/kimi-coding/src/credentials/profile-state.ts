import { DEFAULT_ROW, isObject, LATEST_DATE, PROVIDER_IDS } from "../kimi/index.ts";
import { readAuthStore } from "./host-auth.ts";

/** A pause in which OpenClaw does not use a credential. */
export interface RestStatus {
  /** ISO 8601. */
  readonly until: string;
  /** The host's word for the failure: `auth`, `rate_limit`, `billing`, …; `null` where it states none. */
  readonly reason: string | null;
}

/** Until when OpenClaw pauses a profile after failures, and why. `null` if the profile is in use. */
export async function restOf(profileId: string | undefined, now: number): Promise<RestStatus | null> {
  if (profileId === undefined) return null;
  const { usageStats } = await readAuthStore(undefined);
  const stats = usageStats?.[profileId];
  if (stats === undefined) return null;
  // A pause after a rate limit may be for one model only.
  const isForOther = stats.cooldownModel !== undefined && stats.cooldownModel !== DEFAULT_ROW.id;
  const pauses = [
    { until: isForOther ? undefined : stats.cooldownUntil, reason: stats.cooldownReason },
    { until: stats.disabledUntil, reason: stats.disabledReason },
  ];
  const [last] = pauses
    .flatMap(({ until, reason }) =>
      until === undefined || !(until > now) ? [] : [{ until: Math.min(until, LATEST_DATE), reason }],
    )
    .toSorted((one, other) => other.until - one.until);
  return last === undefined
    ? null
    : { until: new Date(last.until).toISOString(), reason: last.reason ?? null };
}

/**
 * The profiles of replacement keys that are not active yet. 2026.9.6 stores them, and
 * marks them in a field that older hosts do not have.
 */
export async function waitingReplacements(): Promise<readonly string[]> {
  const { profiles } = await readAuthStore(undefined);
  return Object.entries(profiles).flatMap(([id, profile]) => {
    const setup: unknown = "setup" in profile ? profile.setup : undefined;
    const isWaiting = isObject(setup) && setup["replacement"] === true;
    return isWaiting && PROVIDER_IDS.includes(profile.provider) ? [id] : [];
  });
}
