import { afterAll, beforeAll } from "vitest";

import { ensureHost, type OlderHost } from "../../host/ensure-host.ts";
import { createHome, type Home } from "../../host/home.ts";
import { installPlugin, onboard } from "../../host/setup.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { packPlugin, type PackedPlugin } from "./pack-plugin.ts";

/** The first command and the first message after an installation take minutes on older hosts. */
export const olderHostMs = 400_000;

/** A home of an older host with the packed plugin, onboarded with the key of a simulator of its own. */
export interface OlderHome {
  readonly home: Home;
  readonly simulator: Simulator;
}

/** Registers its start and its end; call it once, within a `describe`. `pack` makes the plugin that is installed. */
export function useOlderHome(
  version: OlderHost,
  options: SimulatorOptions = {},
  pack: () => Promise<PackedPlugin> = packPlugin,
): OlderHome {
  let plugin: PackedPlugin;
  let simulator: Simulator;
  let home: Home;
  beforeAll(async () => {
    plugin = await pack();
    const host = await ensureHost(version, { log: console.info });
    simulator = await startSimulator(options);
    home = await createHome({ host });
    await installPlugin(home, { tarball: plugin.tarball }, { timeoutMs: olderHostMs });
    await onboard(home, { key: simulator.key, timeoutMs: olderHostMs });
  });
  afterAll(async () => {
    await simulator.stop();
    await home.remove();
    await plugin[Symbol.asyncDispose]();
  });
  return {
    get home() {
      return home;
    },
    get simulator() {
      return simulator;
    },
  };
}
