import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { createInstalledHome } from "./support/installed-home.ts";
import { removeHome } from "./support/remove-home.ts";

describe("a chat without a key", () => {
  let simulator: Simulator;
  let home: Home;
  let gateway: Gateway;
  beforeAll(async () => {
    simulator = await startSimulator();
    home = await createInstalledHome({
      models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
      agents: { defaults: { model: { primary: "kimi/kimi-code" } } },
    });
    const skipped = ["--skip-health", "--skip-channels", "--skip-skills", "--skip-ui"];
    await home.succeed([
      "onboard",
      "--non-interactive",
      "--accept-risk",
      "--auth-choice",
      "skip",
      ...skipped,
    ]);
    gateway = await startGateway(home);
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
    await removeHome(home, simulator);
  });

  it("says that the key is missing and what to type, and sends nothing to any model", async () => {
    const reply = await gateway.chat({ sessionKey: "agent:main:nokey", message: "hello" });
    expect(reply.state).toBe("error");
    const [kept] = (await gateway.history("agent:main:nokey")).toReversed().map(messageText);
    for (const text of [reply.errorMessage, kept]) {
      expect(text).toMatch(/No (?:Kimi Code )?API key/u);
      expect(text).toMatch(/openclaw (?:onboard --auth-choice kimi-code-api-key|models auth paste-api-key)/u);
    }
    expect(simulator.requests).toStrictEqual([]);
  });
});
