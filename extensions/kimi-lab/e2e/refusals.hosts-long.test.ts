import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { otherAnswer, startOtherProvider, type OtherProvider } from "../compatibility/other-provider.ts";
import { faults, type Simulator } from "../simulator/simulator.ts";
import { editConfig, writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { harmlessRefusals, planWindow } from "./support/refusal-rows.ts";
import { expectHarmless, sendAlone } from "./support/refusal-suite.ts";

const timeoutMs = olderHostMs;
const model = { primary: "kimi/kimi-code" };
const thinker = { id: "thinker", name: "Thinker", input: ["text"], contextWindow: 200_000, maxTokens: 8192 };

// What `errors.release.test.ts` shows of 2026.9.6.
describe.each(["2026.5.7", "2026.4.27"] as const)("in OpenClaw %s", (version) => {
  const older = useOlderHome(version);
  let simulator: Simulator;
  let home: Home;
  let other: OtherProvider;
  beforeAll(async () => {
    ({ home, simulator } = older);
    other = await startOtherProvider();
  });
  afterAll(() => other.stop());

  describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
    let gateway: Gateway;
    beforeAll(async () => {
      await writeProviders(home, {
        kimi: { baseUrl: simulator.baseUrl, api, models: [] },
        other: { baseUrl: other.url, apiKey: "none", api: "openai-completions", models: [thinker] },
      });
      const list = [
        { id: "main", model },
        { id: "safe", model: { ...model, fallbacks: ["other/thinker"] } },
      ];
      await editConfig(home, (config) => ({ ...config, agents: { ...config.agents, list } }));
      gateway = await startGateway(home, { timeoutMs });
    });
    afterAll(() => gateway.stop());

    it.each(harmlessRefusals)("another session goes on after $name", async (refusal) => {
      await expectHarmless({ gateway, simulator, timeoutMs, askForEnd: true }, refusal);
    });

    // These hosts sort a failure by its words, and never ask the plugin.
    it.each(["weeklyLimit", "membershipInactive", "accessTerminated", "invalidAuthentication"] as const)(
      "after $0, says why and has a configured fallback answer, and goes back to Kimi at once",
      async (name) => {
        const host = { gateway, simulator, timeoutMs, askForEnd: true, agent: "safe" };
        simulator.reset();
        simulator.enqueue({ kind: "fault", fault: faults[name] }, { times: Infinity });
        const { read, sessionKey } = await sendAlone(host, "is anybody there?");
        expect(read).toMatch(/Kimi/u);
        expect(read).not.toContain("timed out");
        // 2026.4.27 may end the run before the fallback has answered.
        const history = async () => (await gateway.history(sessionKey)).map(messageText).join("\n");
        await expect.poll(history).toContain(otherAnswer);
        simulator.reset();
        expect((await sendAlone(host, "good morning")).read).toContain("Kimi here. You said:");
      },
    );

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
