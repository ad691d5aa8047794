import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { drawImage } from "../simulator/test-support.ts";
import { askAgent } from "./support/ask-agent.ts";
import { writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { findReplayFaults, readConversation } from "./support/replay-rules.ts";

const timeoutMs = olderHostMs;
const rounds = 15;
/** Ends a hang, and decides nothing else. */
const playMs = 3_600_000;

// What `conversation-chat.long.test.ts` shows of 2026.9.6, in a plainer conversation.
describe.each(["2026.5.7", "2026.4.27"] as const)("75 turns of a session in OpenClaw %s", (version) => {
  const older = useOlderHome(version);

  describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
    const sessionKey = `agent:main:${api}`;
    let gateway: Gateway;

    const ask = (turn: { message: string; thinking: string; image?: string }) =>
      askAgent(gateway, { ...turn, sessionKey, timeoutMs });

    beforeAll(async () => {
      const { home, simulator } = older;
      await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, api, models: [] } });
      gateway = await startGateway(home, { timeoutMs });
      simulator.reset();
    });
    afterAll(() => gateway.stop());

    it("are all answered", { timeout: playMs }, async () => {
      const note = join(older.home.directory, "note.txt");
      await writeFile(note, "the word is PINEAPPLE\n");
      const image = await drawImage({ background: "#ff0000" });
      for (let round = 0; round < rounds; round += 1) {
        const thinking = round % 2 === 0 ? "off" : "high";
        const say = (message: string) => ask({ message, thinking });
        expect(await say(`what is tea number ${round}?`)).toContain(`tea number ${round}?`);
        expect(await say(`${round}: read the file ${note}`)).toContain("PINEAPPLE");
        expect(await say(`${round}: leak: read the file ${note}`)).toContain("PINEAPPLE");
        const seen = await ask({ message: `${round}: what is in the image?`, thinking, image });
        expect(seen).toContain("mostly red");
        expect(await say(`and tea number ${round} again?`)).toContain(`tea number ${round} again`);
      }
    });

    it("are all accepted by the service, with every earlier turn in order", () => {
      // On the Anthropic dialect, the plugin first asks with an empty body and without a key whether it is redirected.
      const requests = older.simulator.inferences.filter(({ bodyBytes }) => bodyBytes > "{}".length);
      // The two turns with tools take two requests each.
      expect(requests.length).toBeGreaterThanOrEqual(7 * rounds);
      expect(requests.filter(({ status }) => status !== 200)).toStrictEqual([]);
      const faults = requests.flatMap((request) => findReplayFaults(readConversation(request)));
      expect(new Set(faults)).toStrictEqual(new Set());
    });

    it("show nothing of the markup of calls", async () => {
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
    });
  });
});
