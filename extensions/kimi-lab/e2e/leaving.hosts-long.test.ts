import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureHost } from "../host/ensure-host.ts";
import { createHome, type Home } from "../host/home.ts";
import { installPlugin, onboard } from "../host/setup.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { startForeignService, type ForeignService } from "./support/foreign-service.ts";
import { addOtherProvider, chooseSearch, expectAnswer, otherAnswer, otherModel } from "./support/leaving.ts";
import { readConfig } from "./support/onboarding.ts";
import { packPlugin, type PackedPlugin } from "./support/pack-plugin.ts";

/** The first command and the first message after an installation take minutes there. */
const timeoutMs = 400_000;

describe.each(["2026.5.7", "2026.4.27"] as const)("leaving in OpenClaw %s", (version) => {
  let plugin: PackedPlugin;
  let other: ForeignService;
  let home: Home;
  beforeAll(async () => {
    plugin = await packPlugin();
    other = await startForeignService();
    home = await createHome({ host: await ensureHost(version, { log: console.info }) });
    await installPlugin(home, { tarball: plugin.tarball }, { timeoutMs });
    await onboard(home, { key: SIMULATOR_KEY, timeoutMs });
    await addOtherProvider(home, other);
    await chooseSearch(home);
  });
  afterAll(async () => {
    await other.stop();
    await home.remove();
    await plugin[Symbol.asyncDispose]();
  });

  it("takes the plugin out of the config, and an uninstalled plugin leaves an OpenClaw that answers", async () => {
    const { stdout } = await home.succeed(["kimi", "remove", "--yes"], { timeoutMs });
    expect(stdout).toContain("  openclaw.json: tools.web.search.provider: kimi-code\n");
    expect(stdout).toContain("  stored key or sign-in: kimi:default\n");
    expect(stdout).not.toContain(SIMULATOR_KEY);
    const { auth, agents } = await readConfig(home);
    expect(auth?.profiles).toBeUndefined();
    expect(agents?.defaults?.model).toBeUndefined();
    const again = await home.succeed(["kimi", "remove"], { timeoutMs });
    expect(again.stdout).toContain("OpenClaw does not need this plugin.");

    await home.succeed(["plugins", "uninstall", "kimi", "--force"], { timeoutMs });
    await home.succeed(["models", "set", otherModel], { timeoutMs });
    await expectAnswer(home, otherAnswer, timeoutMs);
  });
});
