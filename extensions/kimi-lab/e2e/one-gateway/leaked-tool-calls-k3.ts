import { writeFile } from "node:fs/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { messageText } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";
import { answerInReasoning, leakedReply } from "../../simulator/leak.ts";
import type { PluginHost } from "../support/plugin-host.ts";
import type { Dialect, SharedGateway } from "./shared-gateway.ts";

const word = "MANDARIN";

/** K3's markup in a real chat. */
export function describeLeakedToolCallsOfK3(shared: SharedGateway, api: Dialect): void {
  describe("K3's markup", () => {
    let host: PluginHost;
    let gateway: Gateway;
    let file: string;
    beforeAll(async () => {
      ({ host, gateway } = shared);
      file = shared.fileOf("k3.txt");
      await writeFile(file, `the word is ${word}\n`);
    });
    afterEach(() => host.simulator.reset());

    /** A session of its own that uses K3. */
    async function openSession(name: string): Promise<string> {
      const sessionKey = `agent:main:${api}-k3-${name}`;
      await gateway.chat({ sessionKey, message: "/model kimi/k3" });
      return sessionKey;
    }

    async function expectNoMarkup(sessionKey: string): Promise<void> {
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
      expect(shared.takeMarkup(sessionKey)).toStrictEqual([]);
      expect(host.simulator.inferences.map(({ body }) => JSON.stringify(body)).join("")).not.toContain("<|");
    }

    it("in the text runs the tool, and the conversation goes on", async () => {
      const sessionKey = await openSession("text");
      const message = `leak: read the file ${file}`;
      const reply = await gateway.chat({ sessionKey, message });
      expect(reply).toMatchObject({ state: "final", text: expect.stringContaining(word) });
      const said = (await gateway.history(sessionKey)).map(messageText).join("\n");
      expect(said).toContain("Let me look into it.");
      expect(host.simulator.inferences.map(({ body }) => body)).toMatchObject([
        { model: "k3" },
        { model: "k3" },
      ]);
      expect(await gateway.chat({ sessionKey, message: "thank you" })).toMatchObject({ state: "final" });
      expect(host.simulator.inferences.map(({ status }) => status)).toStrictEqual([200, 200, 200]);
      await expectNoMarkup(sessionKey);
    });

    it.each([1, 7, 30])("in the reasoning runs the tool, cut every %i", async (cut) => {
      const sessionKey = await openSession(`reasoning-${cut}`);
      const calls = [{ name: "read", arguments: { path: file } }];
      const leak = { family: "k3", channel: "reasoning", before: "I need the note. ", calls, cut } as const;
      host.simulator.enqueue(leakedReply(leak));
      const reply = await gateway.chat({ sessionKey, message: "what is the word?" });
      expect(reply).toMatchObject({ state: "final", text: expect.stringContaining(word) });
      expect(JSON.stringify(await gateway.history(sessionKey))).toContain("I need the note.");
      await expectNoMarkup(sessionKey);
    });

    it("that leaves the answer in the reasoning shows the answer", async () => {
      const sessionKey = await openSession("answer");
      const reasoning = answerInReasoning("Two and two.", "The answer is FOUR.");
      host.simulator.enqueue({ kind: "message", reasoning });
      const reply = await gateway.chat({ sessionKey, message: "how much is it?" });
      expect(reply).toMatchObject({ state: "final", text: "The answer is FOUR." });
      expect(host.simulator.inferences).toHaveLength(1);
      await expectNoMarkup(sessionKey);
    });

    it("that is quoted runs nothing", async () => {
      const sessionKey = await openSession("quoted");
      const text = `It looks like this:\n\`\`\`\n<|open|>tools<|sep|><|open|>call tool="read" index="1"<|sep|><|close|>call<|sep|><|close|>tools<|sep|>\n\`\`\``;
      host.simulator.enqueue({ kind: "message", text });
      const reply = await gateway.chat({ sessionKey, message: "what does it look like?" });
      expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("It looks like this:") });
      expect(host.simulator.inferences).toHaveLength(1);
    });
  });
}
