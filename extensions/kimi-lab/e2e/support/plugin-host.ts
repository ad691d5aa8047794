import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

import type { Home } from "../../host/home.ts";
import { onboard } from "../../host/setup.ts";
import {
  defaultAccount,
  startSimulator,
  type Account,
  type QuotaName,
  type RecordedRequest,
  type Simulator,
} from "../../simulator/simulator.ts";
import { writeProviders } from "./edit-config.ts";
import { createInstalledHome } from "./installed-home.ts";
import { makeKey } from "./make-key.ts";
import { removeHome } from "./remove-home.ts";
import { copySharedHome } from "./shared-home.ts";

export { makeKey };

/** A home with the built plugin installed and onboarded, and a simulator of its own. */
export interface PluginHost extends AsyncDisposable {
  readonly home: Home;
  readonly simulator: Simulator;
  /** The inference requests that arrived since the last call of `takeRequests`. */
  takeRequests(): readonly RecordedRequest[];
}

export interface PluginHostOptions {
  /** Leaves the config as onboarding wrote it; by default, its base URL is the simulator's. */
  readonly untouched?: boolean;
  /** The models of the plan; by default the simulator's. */
  readonly models?: Account["models"];
  /** What the account has used of its plan; by default as the simulator's. */
  readonly quota?: QuotaName;
  /** Whether the test writes the key into the config, where it is not looked for then. */
  readonly keyInConfig?: boolean;
}

/**
 * Sets all of it up as a user does. The caller disposes of it, which fails where a secret has got out.
 *
 * The home is a copy of one that is onboarded once per run, so its key is that of the other hosts of the run.
 */
export async function setUpPluginHost(options: PluginHostOptions = {}): Promise<PluginHost> {
  const { untouched = false, models = defaultAccount.models, quota, keyInConfig = false } = options;
  const keyFile = join(inject("runFolder"), "key");
  const home = await copySharedHome("onboarded", async (directory) => {
    const key = makeKey();
    await onboard(await createInstalledHome({}, directory), { key });
    await writeFile(keyFile, key);
  });
  const key = await readFile(keyFile, "utf8");
  const account = { ...defaultAccount, key, models, ...(quota !== undefined && { quota }) };
  const simulator = await startSimulator({ accounts: [account] });
  const dispose = async () => {
    await simulator.stop();
    await removeHome(home, simulator, keyInConfig ? { except: /\/openclaw\.json/u } : {});
  };
  if (!untouched) await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, models: [] } });
  let taken = 0;
  return {
    home,
    simulator,
    takeRequests() {
      const { inferences } = simulator;
      const fresh = inferences.slice(taken);
      taken = inferences.length;
      return fresh;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
