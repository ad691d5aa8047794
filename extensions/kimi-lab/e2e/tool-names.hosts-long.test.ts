import { wireToolName } from "openclaw-kimi-coding/test-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureHost } from "../host/ensure-host.ts";
import { startGateway } from "../host/gateway.ts";
import { createHome, type Home } from "../host/home.ts";
import { installPlugin, onboard } from "../host/setup.ts";
import { leakedReply } from "../simulator/leak.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { writeProviders } from "./support/edit-config.ts";
import { keyedInferences } from "./support/keyed-inferences.ts";
import { addOddTool, ODD_TOOL } from "./support/odd-tool-plugin.ts";
import { packPlugin, type PackedPlugin } from "./support/pack-plugin.ts";

/** The first command and the first message after an installation take minutes there. */
const timeoutMs = 400_000;

const wire = wireToolName(ODD_TOOL);
const toolCalls = [{ name: wire, arguments: { from: "Xi'an" } }];
const replies = [
  { kind: "message", reasoning: "Trains.", toolCalls },
  leakedReply({ before: "Again. ", calls: toolCalls }),
] as const;

// What `tool-names.long.test.ts` shows of 2026.9.6.
describe.each(["2026.5.7", "2026.4.27"] as const)(
  "a tool whose name the service does not accept, in OpenClaw %s",
  (version) => {
    let plugin: PackedPlugin;
    let simulator: Simulator;
    let home: Home;
    beforeAll(async () => {
      plugin = await packPlugin();
      const host = await ensureHost(version, { log: console.info });
      simulator = await startSimulator();
      home = await createHome({ host });
      await installPlugin(home, { tarball: plugin.tarball }, { timeoutMs });
      await onboard(home, { key: simulator.key, timeoutMs });
      await addOddTool(home);
    });
    afterAll(async () => {
      await simulator.stop();
      await home.remove();
      await plugin[Symbol.asyncDispose]();
    });

    it.each(["openai-completions", "anthropic-messages"])("is called by its own name on %s", async (api) => {
      await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, api, models: [] } });
      const gateway = await startGateway(home, { timeoutMs });
      try {
        for (const [index, reply] of replies.entries()) {
          simulator.reset();
          simulator.enqueue(reply);
          const sessionKey = `agent:main:${api}-${index}`;
          const message = "which trains are there?";
          expect(await gateway.chat({ sessionKey, message, timeoutMs })).toMatchObject({
            state: "final",
            text: expect.stringContaining("trains from Xi'an: G1"),
          });
          expect(keyedInferences(simulator).map(({ status }) => status)).toStrictEqual([200, 200]);
          const history = JSON.stringify(await gateway.history(sessionKey));
          expect(history).toContain(`"name":"${ODD_TOOL}"`);
          expect(history).not.toContain(`"name":"${wire}"`);
        }
      } finally {
        await gateway.stop();
      }
    });
  },
);
