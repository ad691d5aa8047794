import type { Context } from "@mariozechner/pi-ai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import {
  isObject,
  Reader,
  type StreamContext,
  type StreamMessage,
  wireToolName,
} from "openclaw-kimi-coding/test-api";
import { leakedReply } from "../simulator/leak.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { adapters, openTurn, type Adapter } from "./support/adapters.ts";

let simulator: Simulator;
beforeAll(async () => {
  const account = { ...defaultAccount, models: ["kimi-for-coding" as const, "k3" as const] };
  simulator = await startSimulator({ accounts: [account] });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const parameters = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
const names = [
  "12306__query",
  "a.b",
  "a_name_of_seventy_letters_which_is_longer_than_the_service_takes_today",
  "two words",
  "查询",
];
const tools = ["read", ...names].map((name) => ({ name, description: "Reads", parameters }));
const gone = "gone.tool";

const usage = {
  input: 1,
  output: 1,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 2,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};

/** A conversation in which a tool was called that is there no more, and one that still is. */
function historyFor(api: "openai-completions" | "anthropic-messages") {
  const called = [gone, "12306__query"].flatMap((name, index) => [
    {
      role: "assistant" as const,
      api,
      provider: "kimi",
      model: "kimi-code",
      usage,
      timestamp: 0,
      stopReason: "toolUse" as const,
      content: [{ type: "toolCall" as const, id: `call_${index}`, name, arguments: { path: "a" } }],
    },
    {
      role: "toolResult" as const,
      toolCallId: `call_${index}`,
      toolName: name,
      isError: false,
      timestamp: 0,
      content: [{ type: "text" as const, text: "it says so" }],
    },
  ]);
  const asked = { role: "user" as const, content: "go", timestamp: 0 };
  return [asked, ...called, { ...asked, content: "go on" }];
}

/** Reads a turn through the plugin's wrapper; no event shows a name of the wire. */
async function readTurn(adapter: Adapter, modelId: string): Promise<StreamMessage> {
  const api = adapter.api === "anthropic-messages" ? adapter.api : "openai-completions";
  const context: StreamContext = { messages: historyFor(api), tools };
  const piContext: Context = { messages: historyFor(api), tools };
  const stream = await openTurn(adapter, { simulator, context, piContext, modelId });
  const reader = new Reader();
  const wireNames = names.map(wireToolName);
  for await (const event of stream) {
    const shown = JSON.stringify(event).replaceAll(/"id":"[^"]*"/gu, "");
    expect(wireNames.filter((name) => shown.includes(name))).toStrictEqual([]);
    reader.take(event);
    if (event.type === "done" || event.type === "error") break;
  }
  const message = await stream.result();
  expect(reader.end().message).toBe(message);
  return message;
}

const namesIn = ({ content }: StreamMessage) =>
  content.flatMap((block) => (block.type === "toolCall" ? [block.name] : []));

/** The names that stand under `name` anywhere in a body, but in schemas. */
function sentNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(sentNames);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === "parameters" || key === "input_schema") return [];
    return key === "name" && typeof part === "string" ? [part] : sentNames(part);
  });
}

describe.each(adapters)("names that the service does not accept, $name", (adapter) => {
  it.each(["kimi-code", "k3"])("leave in another form and come back as they were, on %s", async (modelId) => {
    const toolCalls = names.map((name) => ({ name: wireToolName(name), arguments: { path: name } }));
    simulator.enqueue({ kind: "message", reasoning: "Hm.", toolCalls });
    const message = await readTurn(adapter, modelId);
    expect(message).not.toHaveProperty("errorMessage");
    expect(namesIn(message)).toStrictEqual(names);
    expect(message.stopReason).toBe("toolUse");
    const [request] = simulator.inferences;
    expect(request?.status).toBe(200);
    const sent = new Set(sentNames(request?.body));
    expect(sent).toStrictEqual(new Set(["read", gone, ...names].map(wireToolName)));
  });

  it.each([
    { family: "k2", modelId: "kimi-code", cut: 1 },
    { family: "k2", modelId: "kimi-code", cut: 13 },
    { family: "k3", modelId: "k3", cut: 1 },
    { family: "k3", modelId: "k3", cut: 13 },
  ] as const)(
    "come back from leaked calls of $family, cut every $cut code units",
    async ({ family, modelId, cut }) => {
      const calls = names.map((name) => ({ name: wireToolName(name), arguments: { path: name } }));
      simulator.enqueue(leakedReply({ before: "All. ", calls, family, cut }));
      const message = await readTurn(adapter, modelId);
      expect(namesIn(message)).toStrictEqual(names);
      expect(message.stopReason).toBe("toolUse");
    },
  );

  it("make one call of a native one and its leaked twin", async () => {
    const calls = [{ name: wireToolName("a.b"), arguments: { path: "a" } }];
    simulator.enqueue(leakedReply({ before: "Once. ", calls, toolCalls: calls }));
    expect(namesIn(await readTurn(adapter, "kimi-code"))).toStrictEqual(["a.b"]);
  });
});
