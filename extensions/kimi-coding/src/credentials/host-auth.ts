import type { resolveApiKeyForProvider } from "openclaw/plugin-sdk/agent-runtime";
import type { OpenClawConfig, OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import type { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import { type AgentScope, PROVIDER_ID } from "../kimi/index.ts";

/** What of the host finds a credential: a profile, a variable, or what the config states. */
export type ModelAuth = Pick<OpenClawPluginApi["runtime"]["modelAuth"], "resolveApiKeyForProvider">;

/** Whose credential is wanted, and the part of the host that finds it. */
export interface Account extends AgentScope {
  readonly modelAuth: ModelAuth;
}

/** A credential as the host resolves it, with its secret. */
export type Auth = Awaited<ReturnType<ModelAuth["resolveApiKeyForProvider"]>> & { readonly apiKey: string };

/** What OpenClaw keeps of credentials. */
export type AuthStore = ReturnType<typeof ensureAuthProfileStore>;

type HostQuery = Parameters<typeof resolveApiKeyForProvider>[0];

/**
 * The credential that the host itself takes for an account, of which `only` may say more; `null` where it has none, or
 * fails to tell.
 */
export async function askHost(
  { modelAuth, config: cfg, agentDir }: Account,
  only: Pick<HostQuery, "profileId" | "lockedProfile" | "store"> = {},
): Promise<Auth | null> {
  const provider = PROVIDER_ID;
  const isPlain = agentDir === undefined && Object.keys(only).length === 0;
  try {
    const auth = isPlain
      ? await modelAuth.resolveApiKeyForProvider({ provider, cfg })
      : await askRuntime({ provider, cfg, ...only, ...(agentDir !== undefined && { agentDir }) });
    const { apiKey = "" } = auth;
    return apiKey === "" ? null : { ...auth, apiKey };
  } catch {
    // The host's own text names its files; ours names the command.
    return null;
  }
}

/**
 * What stands behind a key that is not a key but the name of a profile: `models auth paste-api-key` writes such a name into
 * the config of 2026.9.6, which then hands it on as a key in places. `null` for a real key.
 */
export async function namedAuth(key: string, scope: AgentScope): Promise<Auth | null> {
  // No key has a colon, and every profile's id has one.
  if (!key.includes(":")) return null;
  const modelAuth = { resolveApiKeyForProvider: askRuntime };
  return askHost({ ...scope, modelAuth }, { profileId: key, lockedProfile: true });
}

/** What plugins are given for this knows the main agent only, and no single profile (2026.9.6). */
async function askRuntime(
  query: HostQuery,
): Promise<Awaited<ReturnType<ModelAuth["resolveApiKeyForProvider"]>>> {
  // Loaded when it is needed: a subpath of many parts, of which this is one.
  const runtime = await import("openclaw/plugin-sdk/agent-runtime");
  return runtime.resolveApiKeyForProvider(query);
}

/**
 * The profiles of an agent, or of the main one, without a change to them: another way of asking gives an agent that has
 * none a copy of the main one's, refresh tokens and all (2026.4.27), and two copies of one sign-in end it.
 */
export async function readAuthStore(agentDir: string | undefined): Promise<AuthStore> {
  if (agentDir === undefined) {
    const { ensureAuthProfileStore } = await import("openclaw/plugin-sdk/provider-auth");
    return ensureAuthProfileStore();
  }
  const { loadAuthProfileStoreForRuntime } = await import("openclaw/plugin-sdk/agent-runtime");
  return loadAuthProfileStoreForRuntime(agentDir, { readOnly: true });
}

/** The folders in which the agents keep their profiles. */
export async function agentFolders(config: OpenClawConfig): Promise<readonly string[]> {
  // Before 2026.9 they are in the other one only, which is to go.
  const { listAgentIds, resolveAgentDir } = await import("openclaw/plugin-sdk/agent-scope-runtime").catch(
    () => import("openclaw/plugin-sdk/agent-runtime"),
  );
  return listAgentIds(config).map((id) => resolveAgentDir(config, id));
}

/** The ids of our profiles in the order in which a chat tries them. */
export async function profileOrder(cfg: OpenClawConfig, store: AuthStore): Promise<readonly string[]> {
  const auth = await import("openclaw/plugin-sdk/provider-auth");
  // Before 2026.9 it is in the other one only, which is to go.
  const { resolveAuthProfileOrder } =
    "resolveAuthProfileOrder" in auth ? auth : await import("openclaw/plugin-sdk/agent-runtime");
  return resolveAuthProfileOrder({ cfg, store, provider: PROVIDER_ID });
}
