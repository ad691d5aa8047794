import { writeFile } from "node:fs/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { messageText } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";
import { parseChatRequest } from "../../simulator/chat-request.ts";
import type { Conversation, Turn } from "../../simulator/conversation.ts";
import { leakedReply } from "../../simulator/leak.ts";
import { parseMessagesRequest } from "../../simulator/messages-request.ts";
import type { PluginHost } from "../support/plugin-host.ts";
import type { Dialect, SharedGateway } from "./shared-gateway.ts";

const word = "PINEAPPLE";

const wire = {
  "openai-completions": { parse: parseChatRequest, ids: [/^functions\.read:0$/u, /^read:1$/u] },
  "anthropic-messages": {
    parse: parseMessagesRequest,
    ids: [/^functions_read_0$/u, /^tool_[0-9a-f]{24}$/u],
  },
} as const satisfies Record<Dialect, object>;

/** K2's markup in a real chat. */
export function describeLeakedToolCalls(shared: SharedGateway, api: Dialect): void {
  const { parse, ids } = wire[api];
  describe("a leaked tool call", () => {
    let host: PluginHost;
    let gateway: Gateway;
    let file: string;
    beforeAll(async () => {
      ({ host, gateway } = shared);
      file = shared.fileOf("word.txt");
      await writeFile(file, `the word is ${word}\n`);
    });
    afterEach(() => host.simulator.reset());

    async function expectNoMarkup(sessionKey: string): Promise<void> {
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
      expect(shared.takeMarkup(sessionKey)).toStrictEqual([]);
    }

    it.each([
      { channel: "text", finishReason: "tool_calls", cut: 1 },
      { channel: "text", finishReason: "stop", cut: 7 },
      { channel: "reasoning", finishReason: "tool_calls", cut: 9 },
    ] as const)("in $channel runs the tool, ending in $finishReason, cut every $cut", async (leak) => {
      const sessionKey = `agent:main:${api}-${leak.channel}-${leak.cut}`;
      const before = "Let me look into the note first. ";
      const calls = [{ name: "read", arguments: { path: file } }];
      host.simulator.enqueue(leakedReply({ ...leak, before, calls }));
      const reply = await gateway.chat({ sessionKey, message: "what is the word?" });
      expect(reply).toMatchObject({ state: "final", text: expect.stringContaining(word) });
      const said = (await gateway.history(sessionKey)).map(messageText).join("\n");
      const thought = JSON.stringify(await gateway.history(sessionKey));
      expect(leak.channel === "text" ? said : thought).toContain("Let me look into the note first.");
      await expectNoMarkup(sessionKey);
      expect(host.simulator.inferences.map(({ status }) => status)).toStrictEqual([200, 200]);
    });

    it("beside a native one runs both, with their arguments", async () => {
      const sessionKey = `agent:main:${api}-beside`;
      const other = shared.fileOf("other.txt");
      await writeFile(other, "the fruit is MANGO\n");
      host.simulator.enqueue(
        leakedReply({
          before: "Two files. ",
          calls: [{ name: "read", arguments: { path: file } }],
          after: " And the other one.",
          toolCalls: [{ name: "read", arguments: { path: other } }],
          cut: 5,
        }),
      );
      const reply = await gateway.chat({ sessionKey, message: "what do they say?" });
      expect(reply.text).toContain(word);
      expect(reply.text).toContain("MANGO");
      await expectNoMarkup(sessionKey);
    });

    it("is sent back as it was, with its reasoning and its id, however many turns follow", async () => {
      const sessionKey = `agent:main:${api}-replay`;
      for (const message of [`leak: read the file ${file}`, `read the file ${file}`, "thank you", "good bye"])
        expect(await gateway.chat({ sessionKey, message })).toMatchObject({ state: "final" });
      const sent = host.simulator.inferences.map(({ body }) => turnsOfModelAndTools(parse(body)));
      expect(sent).toHaveLength(6);
      for (const [index, turns] of sent.entries())
        expect(turns.slice(0, sent[index - 1]?.length)).toStrictEqual(sent[index - 1] ?? turns);
      const toolTurns = sent
        .at(-1)
        ?.filter((turn) => turn.role === "assistant")
        .filter(({ toolCalls }) => toolCalls.length > 0);
      expect(toolTurns?.map(({ reasoning }) => reasoning)).toStrictEqual([
        "I need to read it.",
        "I need to read the file first.",
      ]);
      const calls = toolTurns?.flatMap(({ toolCalls }) => toolCalls);
      expect(calls).toMatchObject(ids.map((id) => ({ id: expect.stringMatching(id) })));
    });

    it("that is only mentioned runs nothing, and the log counts its markers without the text", async () => {
      const sessionKey = `agent:main:${api}-mention`;
      const text = "The <|tool_call_begin|> token is followed by SECRETWORD, not by a call.";
      const before = gateway.output().length;
      host.simulator.enqueue({ kind: "message", text });
      const reply = await gateway.chat({ sessionKey, message: "what does the token mean?" });
      // 2026.9.6 takes such tokens out of what it shows, whoever wrote them.
      expect(reply).toMatchObject({ state: "final", text: text.replace("<|tool_call_begin|>", "") });
      expect(host.simulator.inferences).toHaveLength(1);
      await gateway.waitForOutput(/tool-call markers that made no call and stay text: 1/u, { from: before });
      const lines = gateway.output().slice(before).split("\n");
      const counted = lines.filter((line) => line.includes("tool-call markers that made"));
      expect(counted.join("\n")).not.toContain("SECRETWORD");
    });
  });
}

/** The turns of a request but those of the system and of the user, which hosts may write anew. */
function turnsOfModelAndTools(conversation: Conversation | undefined): Turn[] {
  const turns = conversation?.turns.filter(({ role }) => role === "assistant" || role === "tool") ?? [];
  return turns.map((turn, index) => Object.assign({}, turn, { index }));
}
