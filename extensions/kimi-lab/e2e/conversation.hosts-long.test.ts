import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { drawImage } from "../simulator/test-support.ts";
import { writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { findReplayFaults, readConversation } from "./support/replay-rules.ts";

const timeoutMs = olderHostMs;
const sessionKey = "agent:main:long";
const ROUNDS = 15;
/** Ends a hang, and decides nothing else. */
const playMs = 3_600_000;

// What `conversation-chat.release.test.ts` shows of 2026.9.6, in a plainer conversation.
describe.each(["2026.5.7", "2026.4.27"] as const)("75 turns of a session in OpenClaw %s", (version) => {
  const older = useOlderHome(version);

  describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
    let gateway: Gateway;

    /**
     * Sends a message that was not sent before, and waits for its answer: 2026.4.27 may answer in a run of another id.
     * Of a long history, a gateway gives the end alone.
     */
    async function ask(message: string, answer: RegExp, image?: Buffer): Promise<void> {
      const attachments =
        image === undefined ? [] : [{ fileName: "red.png", mimeType: "image/png", data: image }];
      await gateway.chat({ sessionKey, message, timeoutMs, askForEnd: true, attachments });
      const saidSince = async () => {
        const history = await gateway.history(sessionKey);
        const asked = history.findLastIndex(
          (each) => each.role === "user" && messageText(each).includes(message),
        );
        const after = asked === -1 ? [] : history.slice(asked + 1);
        return after
          .filter(({ role }) => role === "assistant")
          .map(messageText)
          .join("\n");
      };
      await expect.poll(saidSince).toMatch(answer);
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
      const image = Buffer.from(await drawImage({ background: "#ff0000" }), "base64");
      for (let round = 0; round < ROUNDS; round += 1) {
        const level = round % 2 === 0 ? "off" : "high";
        await gateway.chat({ sessionKey, message: `/think ${level}`, timeoutMs, askForEnd: true });
        await ask(`what is tea number ${round}?`, new RegExp(`tea number ${round}\\?`, "u"));
        await ask(`${round}: read the file ${note}`, /PINEAPPLE/u);
        await ask(`${round}: leak: read the file ${note}`, /PINEAPPLE/u);
        await ask(`${round}: what is in the image?`, /mostly red/u, image);
        await ask(`and tea number ${round} again?`, new RegExp(`tea number ${round} again`, "u"));
      }
    });

    it("are all accepted by the service, with every earlier turn in order", () => {
      const requests = older.simulator.inferences;
      // The two turns with tools take two requests each.
      expect(requests.length).toBeGreaterThanOrEqual(7 * ROUNDS);
      expect(requests.filter(({ status }) => status !== 200)).toStrictEqual([]);
      const faults = requests.flatMap((request) => findReplayFaults(readConversation(request)));
      expect(new Set(faults)).toStrictEqual(new Set());
    });

    it("show nothing of the markup of calls", async () => {
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
    });
  });
});
