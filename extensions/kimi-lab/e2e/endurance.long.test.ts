import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import type { DeltasReply } from "../simulator/reply.ts";
import type { RecordedRequest } from "../simulator/simulator.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

let host: PluginHost;
let gateway: Gateway;
beforeAll(async () => {
  host = await setUpPluginHost();
  gateway = await startGateway(host.home);
});
afterEach(() => host.simulator.reset());
afterAll(async () => {
  await gateway.stop();
  await host[Symbol.asyncDispose]();
});

function asks(text: string): (request: Pick<RecordedRequest, "body">) => boolean {
  return ({ body }) => JSON.stringify(body).includes(text);
}

describe("chats on one gateway", () => {
  it("are answered eight at a time, each with its own words", async () => {
    const { simulator } = host;
    const names = Array.from({ length: 8 }, (_, index) => `fruit${index}x`);
    const all = Promise.withResolvers<void>();
    for (const name of names) {
      const steps: DeltasReply["steps"] = [
        { kind: "reasoning", text: `about ${name}` },
        { kind: "hold", until: all.promise },
        { kind: "text", text: `It is ${name}.` },
      ];
      simulator.enqueue({ kind: "deltas", steps }, { when: asks(name) });
    }
    const replies = names.map((name) =>
      gateway.chat({ sessionKey: `agent:main:${name}`, message: `what is ${name}?` }),
    );
    // No answer ends before all are asked for: they are under way at the same time.
    await Promise.all(names.map((name) => simulator.waitForRequest(asks(name))));
    all.resolve();
    expect((await Promise.all(replies)).map(({ state, text }) => ({ state, text }))).toStrictEqual(
      names.map((name) => ({ state: "final", text: `It is ${name}.` })),
    );
  });

  it("wait for a service that reasons for four minutes without a byte", async () => {
    const steps: DeltasReply["steps"] = [
      { kind: "reasoning", text: "A hard one." },
      { kind: "hold", until: delay(240_000) },
      { kind: "text", text: "Forty-two." },
    ];
    host.simulator.enqueue({ kind: "deltas", steps });
    const reply = await gateway.chat({
      sessionKey: "agent:main:silence",
      message: "what is the answer?",
      timeoutMs: 600_000,
    });
    expect(reply).toMatchObject({ state: "final", text: "Forty-two." });
    expect(host.simulator.inferences).toHaveLength(1);
  });
});

describe("a chat that is aborted", () => {
  const before: readonly { readonly name: string; readonly steps: DeltasReply["steps"] }[] = [
    { name: "before the answer begins", steps: [] },
    { name: "while the model reasons", steps: [{ kind: "reasoning", text: "Let me see." }] },
    { name: "in the text", steps: [{ kind: "text", text: "It is " }] },
    {
      name: "in the arguments of a tool call",
      steps: [{ kind: "toolCall", index: 0, id: "call_1", name: "read", arguments: '{"path":"' }],
    },
  ];

  it.each(before)(
    "$name closes the connection, and the next message is answered",
    async ({ name, steps }) => {
      const { simulator } = host;
      const sessionKey = `agent:main:abort-${name.replaceAll(" ", "-")}`;
      const never = Promise.withResolvers<void>();
      simulator.enqueue({ kind: "deltas", steps: [...steps, { kind: "hold", until: never.promise }] });
      const reply = gateway.chat({ sessionKey, message: "a long story" });
      const request = await simulator.waitForRequest(asks("a long story"));
      await gateway.call("chat.abort", { sessionKey });
      expect(await reply).toMatchObject({ state: "aborted" });
      await simulator.waitForRequest(({ id, outcome }) => id === request.id && outcome === "disconnected");
      expect(await gateway.chat({ sessionKey, message: "never mind" })).toMatchObject({ state: "final" });
      never.resolve();
    },
  );
});
