import type { OpenClawConfig, ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import type { WatchTurn } from "./src/chat/index.ts";
import { findCredential, type ModelAuth } from "./src/credentials/index.ts";
import { PROVIDER_ID, PROVIDER_LABEL } from "./src/kimi/index.ts";
import { resolveDefaultEndpoint } from "./src/models/index.ts";
import { type AccountUsage, askUsage, createAgentWatches, hostSnapshot } from "./src/quota/index.ts";
import { readLogin } from "./src/sign-in/index.ts";

type UsageHooks = Required<Pick<ProviderPlugin, "resolveUsageAuth" | "fetchUsageSnapshot">>;

/** What of a host tells its credentials. */
interface Host {
  readonly runtime: { readonly modelAuth: ModelAuth };
}

function find({ runtime }: Host, config: OpenClawConfig, agentDir?: string) {
  return findCredential({ modelAuth: runtime.modelAuth, config, agentDir });
}

/**
 * What is left of the plan, for the host's own surfaces. Hosts before 2026.9 have a fixed list of usage providers, in
 * which this one is not, and never ask.
 */
export function createUsageHooks(host: Host): UsageHooks {
  return {
    // What a chat would be sent with, also where the host itself would prefer another one for usage.
    async resolveUsageAuth({ config, agentDir }) {
      const found = await find(host, config, agentDir);
      return found.kind === "found" ? { token: found.credential.secret } : { handled: true };
    },
    async fetchUsageSnapshot({ config, agentDir, token, timeoutMs, fetchFn }) {
      const found = await find(host, config, agentDir);
      const isOurs = found.kind === "found" && found.credential.secret === token;
      const target = isOurs
        ? found
        : { endpoint: resolveDefaultEndpoint(config), credential: { secret: token } };
      const quota = await askUsage(target, { timeoutMs, fetch: fetchFn });
      return { provider: PROVIDER_ID, displayName: PROVIDER_LABEL, ...hostSnapshot(quota) };
    },
  };
}

/** Those of a process, which may register the plugin many times. */
const watchOf = createAgentWatches();

/** Has the quota watched for turns of this host's agents, each with the credential that it chats with. */
export function createTurnWatch(host: Host): WatchTurn {
  return (config, agentDir) => watchOf(agentDir)(() => readAccountUsage(host, config, agentDir));
}

/** What the account of an agent, the main one without `agentDir`, has used; `null` without a credential. */
export async function readAccountUsage(
  host: Host,
  config: OpenClawConfig,
  agentDir?: string,
): Promise<AccountUsage | null> {
  const found = await find(host, config, agentDir);
  if (found.kind !== "found") return null;
  const { usage } = await askUsage(found);
  const { kind, source, fingerprint } = found.status;
  // A key is the same wherever it is kept. The tokens of a sign-in change, and agents may have different ones under
  // one name.
  const identity =
    kind === "api-key" ? fingerprint : `${source}\n${await signInId(found.profileId, agentDir)}`;
  return { account: `${found.endpoint.baseUrl}\n${identity}`, usage };
}

/** What tells a sign-in of ours from others; nothing for another credential. */
async function signInId(profileId: string | undefined, agentDir: string | undefined): Promise<string> {
  if (profileId === undefined) return "";
  const stored = await readLogin({ agentDir, profileId });
  return stored.kind === "found" ? stored.login.id : "";
}
