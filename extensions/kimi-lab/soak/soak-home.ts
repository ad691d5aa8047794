import { randomUUID } from "node:crypto";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loginFromTokens, toFields } from "openclaw-kimi-coding/test-api";

import { editConfig, writeProviders } from "../e2e/support/edit-config.ts";
import { createHostClock } from "../e2e/support/host-clock.ts";
import { makeKey } from "../e2e/support/make-key.ts";
import { createHome, type Home } from "../host/home.ts";
import { extensionRoot } from "../host/paths.ts";
import { startProcessGroup } from "../host/process-group.ts";
import { installPlugin } from "../host/setup.ts";
import { startSimulator, type Account, type Simulator } from "../simulator/simulator.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import { probeEnvironment } from "./measure.ts";
import { agents, type Agent } from "./soak-agents.ts";

/** Seconds. A turn may outlive a token, and a phase outlives several. */
const TOKEN_LIFE_SECONDS = 40;
/** A service that is silent for so long has failed; the host's own limit is two minutes. */
const SILENCE_SECONDS = 12;

/** A service with an account for each agent. */
export interface SoakService {
  readonly simulator: Simulator;
  /** The key of an agent's account. */
  readonly keyOf: (agent: Agent) => string;
}

export async function startService(): Promise<SoakService> {
  const keys = new Map<string, string>(agents.map(({ name }) => [name, makeKey()]));
  const keyOf = ({ name }: Agent) => keys.get(name) ?? "";
  const accounts = agents.map((agent): Account => ({
    id: agent.name,
    key: keyOf(agent),
    models: ["kimi-for-coding", "k3"],
  }));
  const simulator = await startSimulator({
    accounts,
    oauth: { accessTokenLifeSeconds: TOKEN_LIFE_SECONDS, reuseRevokesSignIn: true },
    service: { version: "2026-09" },
  });
  return { simulator, keyOf };
}

/** The two dialects, as a config names them. */
export const dialects = ["openai-completions", "anthropic-messages"] as const;
type SoakDialect = (typeof dialects)[number];

/** A home that is ready for the run, and the means to move its clock. */
export interface SoakHome {
  readonly home: Home;
  /** Where the files lie that the turns read. */
  readonly notes: string;
  readonly temporary: string;
  readonly probeFile: string;
  /** For the gateway. */
  readonly env: Readonly<Record<string, string>>;
  /** The keys of the agents that have no sign-in. */
  readonly keys: readonly string[];
  /** Makes the config speak one dialect to the service; only while no gateway runs. */
  readonly speak: (dialect: SoakDialect) => Promise<void>;
  /** Puts the clock of the gateway forward, or back to the time of the system. */
  moveClock(seconds: number | "back"): Promise<void>;
}

/** Installs the plugin as a user does, and gives each agent its model and its credential. */
export async function prepareHome(service: SoakService, proxy: FaultProxy): Promise<SoakHome> {
  const home = await createHome();
  const temporary = join(home.directory, "tmp");
  const notes = join(home.directory, "notes");
  const workspace = join(home.directory, "workspace");
  for (const folder of [temporary, notes, workspace]) await mkdir(folder);
  await installPlugin(home, { path: extensionRoot });
  await editConfig(home, (config) => ({
    ...config,
    gateway: { mode: "local", bind: "loopback", auth: { mode: "token", token: randomUUID() } },
    agents: {
      ...config.agents,
      defaults: { ...config.agents?.defaults, skipBootstrap: true, maxConcurrent: 16 },
      entries: Object.fromEntries(
        agents.map(({ name, model }) => [name, { workspace, model: { primary: model } }]),
      ),
    },
  }));
  const state = join(home.directory, ".openclaw");
  await storeProfiles(
    home,
    await Promise.all(agents.map((agent) => prepareAgent(state, agent, service, proxy.url))),
  );

  const clock = await createHostClock(home);
  const probe = probeEnvironment(home.directory);
  return {
    home,
    notes,
    temporary,
    probeFile: probe.file,
    keys: agents.filter(({ credential }) => credential === "key").map((agent) => service.keyOf(agent)),
    env: {
      ...clock.env,
      NODE_OPTIONS: `${clock.env["NODE_OPTIONS"] ?? ""} ${probe.nodeOptions}`,
      PROBE_FILE: probe.file,
      TMPDIR: temporary,
    },
    speak: async (api) => {
      const baseUrl = `${proxy.url}/coding/v1`;
      await writeProviders(home, { kimi: { baseUrl, api, models: [], timeoutSeconds: SILENCE_SECONDS } });
    },
    moveClock: (seconds) =>
      seconds === "back" ? truncate(join(home.directory, "clock"), 0) : clock.advance(seconds),
  };
}

/** A credential for the store of an agent. */
interface Profile {
  readonly profileId: string;
  readonly agentDir: string;
  readonly credential: object;
}

async function prepareAgent(
  state: string,
  agent: Agent,
  { simulator, keyOf }: SoakService,
  issuer: string,
): Promise<Profile> {
  const { name, credential } = agent;
  const agentDir = join(state, "agents", name, "agent");
  await mkdir(agentDir, { recursive: true });
  // Without it, a run would try again for up to 90 s (2026.9.6, `docs/concepts/retry.md`).
  await writeFile(
    join(agentDir, "settings.json"),
    JSON.stringify({ retry: { provider: { maxRetries: 1 } } }),
  );
  const [provider, profileId] = ["kimi", `kimi:${name}`];
  if (credential === "key") {
    return { profileId, agentDir, credential: { type: "api_key", provider, key: keyOf(agent) } };
  }
  const { access_token: accessToken, refresh_token: refreshToken } = simulator.oauth.issue(name);
  const tokens = { accessToken, refreshToken, lifetimeMs: TOKEN_LIFE_SECONDS * 1000 };
  const login = loginFromTokens({ id: randomUUID(), issuer }, tokens, Date.now());
  return { profileId, agentDir, credential: { type: "oauth", provider, ...toFields(login) } };
}

async function storeProfiles(home: Home, profiles: readonly Profile[]): Promise<void> {
  const group = await startProcessGroup(process.execPath, [join(import.meta.dirname, "store-profiles.ts")], {
    cwd: home.directory,
    env: { ...home.env, OPENCLAW_STATE_DIR: join(home.directory, ".openclaw") },
    input: JSON.stringify(profiles),
  });
  const { exitCode, stderr } = await group.exited;
  if (exitCode !== 0) throw new Error(`The credentials of the agents could not be stored:\n${stderr}`);
}
