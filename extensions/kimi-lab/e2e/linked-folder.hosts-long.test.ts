import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureHost } from "../host/ensure-host.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { createHome, type Home } from "../host/home.ts";
import { extensionRoot } from "../host/paths.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";

/** The first command and the first message after an installation take minutes there. */
const timeoutMs = 400_000;

// A checkout has the OpenClaw that the plugin is developed on in its `node_modules`, and no older host may use that.
describe.each(["2026.5.7", "2026.4.27"] as const)("the linked folder in OpenClaw %s", (version) => {
  let simulator: Simulator;
  let home: Home;
  let gateway: Gateway;
  beforeAll(async () => {
    const host = await ensureHost(version, { log: console.info });
    simulator = await startSimulator();
    home = await createHome({ host });
    await installPlugin(home, { path: extensionRoot }, { timeoutMs });
    await onboard(home, { key: simulator.key, timeoutMs });
    await pointAt(home, simulator.baseUrl, { timeoutMs });
    gateway = await startGateway(home, { timeoutMs });
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
    await home.remove();
  });

  it("answers with the key that onboarding stored", async () => {
    const reply = await gateway.chat({ message: "hello", sessionKey: "agent:main:linked", timeoutMs });
    const text: unknown = expect.stringContaining("Kimi here. You said:");
    expect(reply).toMatchObject({ state: "final", text });
  });

  it("finds that key in the command line too", async () => {
    const { stdout } = await home.succeed(["kimi", "status"], { timeoutMs });
    expect(stdout).toMatch(/✓ credential +API key from profile:kimi:default/u);
  });
});
