import type { OpenClawConfig, ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { findCredential } from "./credential.ts";
import type { ModelAuth } from "./host-auth.ts";
import { PROVIDER_ID, PROVIDER_LABEL } from "./manifest.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import type { WatchTurn } from "./quota-stream.ts";
import { createQuotaWatch, type AccountUsage } from "./quota-watch.ts";
import { hostSnapshot } from "./src/account/usage-snapshot.ts";
import { askUsage } from "./usage-request.ts";

type UsageHooks = Required<Pick<ProviderPlugin, "resolveUsageAuth" | "fetchUsageSnapshot">>;

/** What of a host tells its credentials. */
interface Host {
  readonly runtime: { readonly modelAuth: ModelAuth };
}

function find({ runtime }: Host, config: OpenClawConfig) {
  return findCredential({ modelAuth: runtime.modelAuth, config });
}

/**
 * What is left of the plan, for the host's own surfaces. Hosts before 2026.9 have a fixed list of usage providers, in
 * which this one is not, and never ask.
 */
export function createUsageHooks(host: Host): UsageHooks {
  return {
    // What a chat would be sent with, also where the host itself would prefer another one for usage.
    async resolveUsageAuth({ config }) {
      const found = await find(host, config);
      return "problem" in found ? { handled: true } : { token: found.credential.secret };
    },
    async fetchUsageSnapshot({ config, token, timeoutMs, fetchFn }) {
      const found = await find(host, config);
      const isOurs = !("problem" in found) && found.credential.secret === token;
      const target = isOurs
        ? found
        : { endpoint: resolveDefaultEndpoint(config), credential: { secret: token } };
      const quota = await askUsage(target, { timeoutMs, fetch: fetchFn });
      return { provider: PROVIDER_ID, displayName: PROVIDER_LABEL, ...hostSnapshot(quota) };
    },
  };
}

/** One for a process, which may register the plugin many times. */
const watchQuota = createQuotaWatch();

/** Has the quota watched for turns of this host's agents, with the credential that `openclaw kimi status` shows. */
export function createTurnWatch(host: Host): WatchTurn {
  return (config) => watchQuota(() => readAccountUsage(host, config));
}

/** What the account of a host has used; `null` without a credential. */
export async function readAccountUsage(host: Host, config: OpenClawConfig): Promise<AccountUsage | null> {
  const found = await find(host, config);
  if ("problem" in found) return null;
  const { usage } = await askUsage(found);
  // The tokens of a sign-in change, its place does not.
  const { kind, source, fingerprint } = found.status;
  return {
    account: [found.endpoint.baseUrl, source, kind === "api-key" ? fingerprint : ""].join("\n"),
    usage,
  };
}
