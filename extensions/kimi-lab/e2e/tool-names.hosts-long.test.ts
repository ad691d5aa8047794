import { wireToolName } from "openclaw-kimi-coding/test-api";
import { beforeAll, describe, expect, it } from "vitest";

import { startGateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { leakedReply } from "../simulator/leak.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { writeProviders } from "./support/edit-config.ts";
import { keyedInferences } from "./support/keyed-inferences.ts";
import { addOddTool, ODD_TOOL } from "./support/odd-tool-plugin.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";

const timeoutMs = olderHostMs;

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
    const older = useOlderHome(version);
    let simulator: Simulator;
    let home: Home;
    beforeAll(async () => {
      ({ home, simulator } = older);
      await addOddTool(home);
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
