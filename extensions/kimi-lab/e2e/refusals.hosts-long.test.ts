import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { harmlessRefusals, planWindow } from "./support/refusal-rows.ts";
import { expectHarmless, sendAlone } from "./support/refusal-suite.ts";

const timeoutMs = olderHostMs;

// What `errors.release.test.ts` shows of 2026.9.6.
describe.each(["2026.5.7", "2026.4.27"] as const)("in OpenClaw %s", (version) => {
  const older = useOlderHome(version);
  let simulator: Simulator;
  let home: Home;
  beforeAll(() => {
    ({ home, simulator } = older);
  });

  describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
    let gateway: Gateway;
    beforeAll(async () => {
      await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, api, models: [] } });
      gateway = await startGateway(home, { timeoutMs });
    });
    afterAll(() => gateway.stop());

    it.each(harmlessRefusals)("another session goes on after $name", async (refusal) => {
      await expectHarmless({ gateway, simulator, timeoutMs, askForEnd: true }, refusal);
    });

    it("has a plan of 256K for a conversation that is too long, and another session goes on", async () => {
      const host = { gateway, simulator, timeoutMs, askForEnd: true };
      simulator.reset();
      simulator.enqueue({ kind: "fault", fault: planWindow });
      await sendAlone(host, "hello");
      expect(gateway.output()).toMatch(/context[ -]overflow/iu);
      simulator.reset();
      expect((await sendAlone(host, "good morning")).read).toContain("Kimi here. You said:");
    });
  });
});
