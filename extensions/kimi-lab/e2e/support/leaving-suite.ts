import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { createHome, type Home } from "../../host/home.ts";
import { installPlugin, pointAt } from "../../host/setup.ts";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { startForeignService, type ForeignService } from "./foreign-service.ts";
import { packPlugin, type PackedPlugin } from "./pack-plugin.ts";
import { removeHome } from "./remove-home.ts";

/** What a test about leaving has: a home with the packed plugin, new for each test, and another vendor's service. */
export interface LeavingSuite {
  readonly plugin: PackedPlugin;
  readonly simulator: Simulator;
  readonly other: ForeignService;
  readonly home: Home;
}

/** Registers its start and its end; call it once, within a `describe`. */
export function useLeavingSuite(): LeavingSuite {
  let plugin: PackedPlugin;
  let simulator: Simulator;
  let other: ForeignService;
  let home: Home;
  beforeAll(async () => {
    plugin = await packPlugin();
    simulator = await startSimulator();
  });
  beforeEach(async () => {
    other = await startForeignService();
    home = await createHome();
    await installPlugin(home, { tarball: plugin.tarball });
    await pointAt(home, simulator.baseUrl);
  });
  afterEach(async () => {
    await other.stop();
    await removeHome(home, simulator);
  });
  afterAll(async () => {
    await simulator.stop();
    await plugin[Symbol.asyncDispose]();
  });
  return {
    get plugin() {
      return plugin;
    },
    get simulator() {
      return simulator;
    },
    get other() {
      return other;
    },
    get home() {
      return home;
    },
  };
}
