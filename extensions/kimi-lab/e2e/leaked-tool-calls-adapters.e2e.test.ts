import type { Context } from "@mariozechner/pi-ai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { answerInReasoning, leakedReply, type Leak } from "../simulator/leak.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { Reader, type StreamContext, type StreamMessage } from "openclaw-kimi-coding/test-api";
import { adapters, openTurn, type Adapter } from "./support/adapters.ts";

let simulator: Simulator;
beforeAll(async () => {
  const account = { ...defaultAccount, models: ["kimi-for-coding" as const, "k3" as const] };
  simulator = await startSimulator({ accounts: [account] });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const parameters = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
const context: StreamContext = {
  messages: [{ role: "user", content: "read a.txt and b.txt", timestamp: 0 }],
  tools: [{ name: "read", description: "Reads a file", parameters }],
};
const piContext: Context = {
  messages: [{ role: "user", content: "read a.txt and b.txt", timestamp: 0 }],
  tools: [{ name: "read", description: "Reads a file", parameters }],
};
/** Reads a turn through the plugin's wrapper, checking the protocol while its events come. */
async function readTurn(adapter: Adapter, modelId = "kimi-code"): Promise<StreamMessage> {
  const stream = await openTurn(adapter, { simulator, context, piContext, modelId });
  const reader = new Reader();
  for await (const event of stream) {
    expect(JSON.stringify(event)).not.toContain("<|");
    reader.take(event);
    if (event.type === "done" || event.type === "error") break;
  }
  const message = await stream.result();
  expect(reader.end().message).toBe(message);
  return message;
}

/** The content without what adapters keep beside it. */
function outline(message: StreamMessage): unknown[] {
  return message.content.map((block) => {
    if (block.type === "toolCall") return { call: block.name, arguments: block.arguments };
    return block.type === "text" ? { text: block.text } : { thinking: block.thinking };
  });
}

const call = (path: string) => ({ name: "read", arguments: { path } });

describe.each(adapters)("$name", (adapter) => {
  const leaks: readonly { readonly name: string; readonly leak: Leak; readonly expected: unknown[] }[] = [
    {
      name: "a leaked call with text around it",
      leak: { before: "First this. ", calls: [call("a.txt")], after: " Then more." },
      expected: [
        { text: "First this. " },
        { call: "read", arguments: { path: "a.txt" } },
        { text: " Then more." },
      ],
    },
    {
      name: "two leaked calls and a native one",
      leak: {
        before: "All three. ",
        calls: [call("a.txt"), call("b.txt")],
        toolCalls: [call("c < d.txt")],
      },
      expected: [
        { text: "All three. " },
        { call: "read", arguments: { path: "a.txt" } },
        { call: "read", arguments: { path: "b.txt" } },
        { call: "read", arguments: { path: "c < d.txt" } },
      ],
    },
    {
      name: "a leaked call in the reasoning",
      leak: { channel: "reasoning", before: "I need it. ", calls: [call("a.txt")] },
      expected: [{ thinking: "I need it. " }, { call: "read", arguments: { path: "a.txt" } }],
    },
    {
      name: "a native call and its leaked twin",
      leak: { before: "Once. ", calls: [call("a.txt")], toolCalls: [call("a.txt")] },
      expected: [{ text: "Once. " }, { call: "read", arguments: { path: "a.txt" } }],
    },
  ];

  const families = [
    { family: "k2", modelId: "kimi-code" },
    { family: "k3", modelId: "k3" },
  ] as const;

  const cases = leaks.flatMap((leak) => families.map((family) => Object.assign({}, leak, family)));
  describe.each(cases)("$name, of $family", ({ leak, expected, family, modelId }) => {
    it.each([1, 2, 5, 13, 64, 10_000])("cut every %i code units", async (cut) => {
      simulator.enqueue(leakedReply({ ...leak, family, cut }));
      const message = await readTurn(adapter, modelId);
      expect(outline(message)).toStrictEqual(expected);
      expect(message.stopReason).toBe("toolUse");
      const ids = message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it("shows an answer of K3 that was left in the reasoning", async () => {
    const reasoning = answerInReasoning("Two and two.", "It is four.");
    simulator.enqueue({ kind: "message", reasoning });
    const message = await readTurn(adapter, "k3");
    expect(outline(message)).toStrictEqual([{ thinking: "Two and two." }, { text: "It is four." }]);
    expect(message.stopReason).toBe("stop");
  });
});
