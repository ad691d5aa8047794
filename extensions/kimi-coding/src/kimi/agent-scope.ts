import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import type { Environment } from "./environment.ts";

/** For whom something is done: the agent that asks, the config that holds for it, and the environment. */
export interface AgentScope {
  /** The folder of the agent; `undefined` is the main one, whose auth profiles all agents share. */
  readonly agentDir?: string | undefined;
  readonly config: OpenClawConfig;
  readonly env: Environment;
}

/** The scope that a host's context names. Without a config, nothing is configured. */
export function scopeOf({
  agentDir,
  config = {},
  env,
}: Omit<AgentScope, "config"> & { readonly config?: OpenClawConfig | undefined }): AgentScope {
  return { agentDir, config, env };
}
