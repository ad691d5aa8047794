import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import type { WatchTurn } from "./src/chat/index.ts";
import { findCredential, type ModelAuth } from "./src/credentials/index.ts";
import { type AgentScope, environment, PROVIDER_ID, PROVIDER_LABEL, scopeOf } from "./src/kimi/index.ts";
import { resolveDefaultEndpoint } from "./src/models/index.ts";
import { type AccountUsage, askUsage, createAgentWatches, hostSnapshot } from "./src/quota/index.ts";
import { readLogin } from "./src/sign-in/index.ts";

type UsageHooks = Required<Pick<ProviderPlugin, "resolveUsageAuth" | "fetchUsageSnapshot">>;

/** What of a host tells its credentials. */
interface Host {
  readonly runtime: { readonly modelAuth: ModelAuth };
}

function find({ runtime }: Host, scope: AgentScope) {
  return findCredential({ ...scope, modelAuth: runtime.modelAuth });
}

/**
 * What is left of the plan, for the host's own surfaces. Hosts before 2026.9 have a fixed list of usage providers, in
 * which this one is not, and never ask.
 */
export function createUsageHooks(host: Host): UsageHooks {
  return {
    // What a chat would be sent with, also where the host itself would prefer another one for usage.
    async resolveUsageAuth(ctx) {
      const found = await find(host, scopeOf(ctx));
      return found.kind === "found" ? { token: found.credential.secret } : { handled: true };
    },
    async fetchUsageSnapshot(ctx) {
      const { config, token, timeoutMs, fetchFn } = ctx;
      const found = await find(host, scopeOf(ctx));
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
  return ({ config, agentDir }) =>
    watchOf(agentDir)(() => readAccountUsage(host, { config, agentDir, env: environment() }));
}

/** What the account of an agent has used; `null` without a credential. */
export async function readAccountUsage(host: Host, scope: AgentScope): Promise<AccountUsage | null> {
  const found = await find(host, scope);
  if (found.kind !== "found") return null;
  const { usage } = await askUsage(found);
  const { kind, source, fingerprint } = found.status;
  // A key is the same wherever it is kept. The tokens of a sign-in change, and agents may have different ones under
  // one name.
  const identity = kind === "api-key" ? fingerprint : `${source}\n${await signInId(found.profileId, scope)}`;
  return { account: `${found.endpoint.baseUrl}\n${identity}`, usage };
}

/** What tells a sign-in of ours from others; nothing for another credential. */
async function signInId(profileId: string | undefined, { agentDir }: AgentScope): Promise<string> {
  if (profileId === undefined) return "";
  const stored = await readLogin({ agentDir, profileId });
  return stored.kind === "found" ? stored.login.id : "";
}
