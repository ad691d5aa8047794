import { readFile, writeFile } from "node:fs/promises";
import { isObject, OLD_SETUPS } from "openclaw-kimi-coding/test-api";
import { afterAll, beforeAll, expect } from "vitest";

import type { Home } from "../../host/home.ts";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { createInstalledHome, localGateway } from "./installed-home.ts";
import { removeHome } from "./remove-home.ts";

type OldSetup = (typeof OLD_SETUPS)[number];

/** The earlier set-up whose name has this part. */
export function setupNamed(part: string): OldSetup {
  const setup = OLD_SETUPS.find(({ name }) => name.includes(part));
  if (setup === undefined) throw new Error(`no old set-up is named ${part}`);
  return setup;
}

/** A home with the plugin, into which earlier set-ups are written. */
export interface MovingInSuite {
  readonly simulator: Simulator;
  readonly home: Home;
  /** Writes a set-up on top of what the installation left, as a user who has it would find it; returns the text. */
  moveIn(setup: OldSetup): Promise<string>;
  configText(): Promise<string>;
  expectMended(setup: OldSetup): Promise<void>;
}

/** Registers its start and its end; call it once, within a `describe`. */
export function useMovingInSuite(): MovingInSuite {
  let simulator: Simulator;
  let home: Home;
  let untouched: string;
  beforeAll(async () => {
    simulator = await startSimulator();
    home = await createInstalledHome({ gateway: localGateway() });
    untouched = await readFile(home.configFile, "utf8");
  });
  afterAll(async () => {
    await simulator.stop();
    // The key of these set-ups stands in the config, and in what the host keeps of it.
    await removeHome(home, simulator, { except: /\/\.openclaw\// });
  });
  const withKey = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll("$KEY", simulator.key));
  const configText = () => readFile(home.configFile, "utf8");
  return {
    get simulator() {
      return simulator;
    },
    get home() {
      return home;
    },
    configText,
    async moveIn({ config }) {
      const base: unknown = JSON.parse(untouched);
      const old = withKey(config);
      if (!isObject(base) || !isObject(old)) throw new Error("a config is an object");
      const text = JSON.stringify({ ...base, ...old });
      await writeFile(home.configFile, text);
      return text;
    },
    async expectMended({ mended }) {
      const config: unknown = JSON.parse(await configText());
      expect(config).toMatchObject(Object(withKey(mended)));
    },
  };
}
