import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import type { Gateway } from "../../host/gateway.ts";
import { defaultAccount, startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { applyPluginConfig, applyProviders } from "../support/edit-config.ts";
import type { PluginHost } from "../support/plugin-host.ts";
import { dialects, type SharedGateway } from "./shared-gateway.ts";

const statusSchema = z.looseObject({
  ok: z.boolean(),
  userAgent: z.object({
    value: z.string(),
    setBy: z.string().nullable(),
    accepted: z.boolean().nullable(),
  }),
});
const setBy = "plugins.entries.kimi.config.identity";

/** What a user meets who has OpenClaw name itself, at a gate that lets only OpenClaw through. */
export function describeIdentity(shared: SharedGateway): void {
  describe("the identity openclaw, set while the gateway runs", () => {
    let host: PluginHost;
    let gateway: Gateway;
    let simulator: Simulator;
    beforeAll(async () => {
      ({ host, gateway } = shared);
      simulator = await startSimulator({
        accounts: [{ ...defaultAccount, key: host.simulator.key, models: ["kimi-for-coding", "k3"] }],
        service: { acceptedProducts: ["openclaw/"] },
      });
      await applyPluginConfig(gateway, host.home, { identity: "openclaw" });
    });
    afterAll(async () => {
      await applyPluginConfig(gateway, host.home, {});
      await shared.useDialect("openai-completions");
      await simulator.stop();
    });
    const userAgents = () => [...new Set(simulator.requests.map(({ userAgent }) => userAgent))];
    const name = () => `openclaw/${host.home.host.version}`;

    it.each(dialects)(
      "is what all requests of a chat with a tool, a title and a compaction have on %s",
      async (api) => {
        const { baseUrl } = simulator;
        await applyProviders(gateway, host.home, { kimi: { baseUrl, api, models: [] } });
        const sessionKey = `agent:main:dashboard:identity-${api}`;
        await gateway.call("sessions.create", { agentId: "main", key: sessionKey });
        for (const message of ["read the file /nowhere", "tell me a story", "and another"]) {
          const reply = await gateway.chat({
            sessionKey,
            message: `${message} ${"of a whale ".repeat(400)}`,
          });
          expect(reply.state).toBe("final");
        }
        await gateway.chat({ sessionKey, message: "/compact" });
        expect(simulator.requests.length).toBeGreaterThan(4);
        expect(userAgents()).toStrictEqual([name()]);
      },
    );

    it("is what the status shows as accepted, and what a list of models is asked for with", async () => {
      simulator.reset();
      const { stdout } = await host.home.succeed(["kimi", "status", "--json"]);
      expect(statusSchema.parse(JSON.parse(stdout))).toMatchObject({
        ok: true,
        userAgent: { value: name(), setBy, accepted: true },
      });
      await host.home.succeed(["models", "list", "--provider", "kimi", "--refresh"]);
      expect(simulator.requests.filter(({ path }) => path.endsWith("/models")).length).toBeGreaterThan(1);
      expect(userAgents()).toStrictEqual([name()]);
    });

    it("is refused at a closed gate, with the command that goes back, which the running gateway follows", async () => {
      await shared.useDialect("openai-completions");
      host.simulator.reset();
      const sessionKey = "agent:main:identity-refused";
      expect((await gateway.chat({ sessionKey, message: "hello" })).state).toBe("error");
      const { stdout, exitCode } = await host.home.openclaw(["kimi", "status"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`✗ User-Agent  ${name()} (set by`);
      expect(stdout).toContain(`\n              openclaw config unset ${setBy}\n`);
      expect([...new Set(host.simulator.requests.map(({ userAgent }) => userAgent))]).toStrictEqual([name()]);

      await applyPluginConfig(gateway, host.home, {});
      host.simulator.reset();
      expect(await gateway.chat({ sessionKey, message: "and now?" })).toMatchObject({ state: "final" });
      expect([...new Set(host.simulator.requests.map(({ userAgent }) => userAgent))]).toStrictEqual([
        "claude-code/0.1.0",
      ]);
    });

    it("has the host's own error for a value that is not known", async () => {
      const { stdout, stderr, exitCode } = await host.home.openclaw(["config", "set", setBy, "curl"]);
      expect(exitCode).not.toBe(0);
      expect(`${stdout}${stderr}`).toMatch(/identity/u);
      expect(`${stdout}${stderr}`).toMatch(/claude-code.*openclaw/u);
    });
  });
}
