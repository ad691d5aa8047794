import type { Context } from "@mariozechner/pi-ai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import {
  assistantMessage,
  only,
  type StreamContext,
  type StreamMessage,
} from "openclaw-kimi-coding/test-api";
import { adapters, openTurn, type Adapter, type AdapterTurn } from "./support/adapters.ts";
import { wireFacts } from "./support/wire-facts.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, models: ["kimi-for-coding", "k3"] }] });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const earlier = assistantMessage({ content: [{ type: "text", text: "It is a long story." }] });
const context: StreamContext = {
  messages: [
    { role: "user", content: "tell me a story", timestamp: 0 },
    earlier,
    { role: "user", content: "go on", timestamp: 0 },
  ],
};
const piContext: Context = {
  messages: [
    { role: "user", content: "tell me a story", timestamp: 0 },
    earlier,
    { role: "user", content: "go on", timestamp: 0 },
  ],
};

async function run(
  adapter: Adapter,
  turn: Pick<AdapterTurn, "modelId" | "options"> = {},
): Promise<StreamMessage> {
  const stream = await openTurn(adapter, { simulator, context, piContext, ...turn });
  return await stream.result();
}

describe.each(adapters)("$name", (adapter) => {
  it("asks for the level's effort, under the session's key, with room for an answer and nothing pinned", async () => {
    const options = { reasoning: "low", sessionId: "s1", temperature: 0.3, maxTokens: 300 } as const;
    const { stopReason } = await run(adapter, { modelId: "k3", options });
    expect(stopReason).toBe("stop");
    const facts = wireFacts(only(simulator.requests));
    expect(facts).toMatchObject({ model: "k3", thinking: "enabled", effort: "low", foreign: [] });
    expect(facts.cacheKey).toMatch(/^[0-9a-f]{32}$/u);
    expect(facts.outputLimit).toBeGreaterThanOrEqual(16_000);
  });

  it("reads the reasoning of a model that always thinks, even with the level off", async () => {
    const { content } = await run(adapter, { modelId: "k3", options: { reasoning: "off" } });
    expect(content.map(({ type }) => type)).toStrictEqual(["thinking", "text"]);
    expect(wireFacts(only(simulator.requests))).toMatchObject({ thinking: "enabled", effort: "low" });
  });

  it("counts the whole input, and cached tokens", async () => {
    const { usage } = await run(adapter);
    expect(usage.input + usage.cacheRead).toBe(11);
    expect(usage.cacheRead).toBe(9);
  });
});
