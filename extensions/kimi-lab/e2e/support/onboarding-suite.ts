import { afterAll, afterEach, beforeAll } from "vitest";

import type { Home } from "../../host/home.ts";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { createInstalledHome } from "./installed-home.ts";
import { removeHome } from "./remove-home.ts";

/** What the test files about onboarding share. */
export interface OnboardingSuite {
  /** Runs from the first test of the file to its last; forgets its requests after each. */
  readonly simulator: Simulator;
  /** A home with the plugin installed and the user's config, searched for secrets and removed with the others at the end. */
  newHome(config?: object): Promise<Home>;
  /** The user's block that sends the requests to the simulator. */
  simulatorBlock(): object;
}

/** Registers the set-up of a test file about onboarding; call it once, at the file's top level. */
export function useOnboardingSuite(): OnboardingSuite {
  let simulator: Simulator;
  const homes: Home[] = [];
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterEach(() => simulator.reset());
  afterAll(async () => {
    await simulator.stop();
    await Promise.all(homes.map((home) => removeHome(home, simulator)));
  });
  return {
    get simulator() {
      return simulator;
    },
    async newHome(config = {}) {
      const home = await createInstalledHome(config);
      homes.push(home);
      return home;
    },
    simulatorBlock: () => ({ baseUrl: simulator.baseUrl, models: [] }),
  };
}
