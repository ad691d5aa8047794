import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { drawImage } from "../simulator/test-support.ts";
import { writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { findReplayFaults, readConversation } from "./support/replay-rules.ts";

const timeoutMs = olderHostMs;
const rounds = 15;
/** Ends a hang, and decides nothing else. */
const playMs = 3_600_000;

const startedSchema = z.looseObject({ runId: z.string() });
const endedSchema = z.looseObject({ status: z.string() });

// What `conversation-chat.long.test.ts` shows of 2026.9.6, in a plainer conversation.
describe.each(["2026.5.7", "2026.4.27"] as const)("75 turns of a session in OpenClaw %s", (version) => {
  const older = useOlderHome(version);

  describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
    const sessionKey = `agent:main:${api}`;
    let gateway: Gateway;

    /**
     * Plays one turn as `openclaw agent` does, whose call waits for the whole turn. A chat message that comes right behind
     * an answer is queued there, and may be dropped (seen on both, 2026-11). Returns what the model has said in it.
     */
    async function ask(turn: { message: string; thinking: string; image?: string }): Promise<string> {
      const { message, thinking, image } = turn;
      const attachments =
        image === undefined ? [] : [{ fileName: "red.png", mimeType: "image/png", content: image }];
      const params = { sessionKey, message, thinking, attachments, idempotencyKey: randomUUID() };
      const { runId } = startedSchema.parse(await gateway.call("agent", params, { timeoutMs }));
      const ended = await gateway.call("agent.wait", { runId, timeoutMs }, { timeoutMs });
      expect(endedSchema.parse(ended)).toMatchObject({ status: "ok" });
      const history = await gateway.history(sessionKey);
      const asked = history.findLastIndex(({ role }) => role === "user");
      return history
        .slice(asked + 1)
        .map(messageText)
        .join("\n");
    }

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
