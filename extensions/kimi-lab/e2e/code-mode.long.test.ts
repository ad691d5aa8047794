import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { leakedReply } from "../simulator/leak.ts";
import { editConfig } from "./support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

/** A program that calls a hidden tool, as OpenClaw describes them to the model. */
const code = 'return (await read({ path: "note.txt" })).content;';
const exec = { name: "exec", arguments: { code } };

describe("code mode with K3", () => {
  let host: PluginHost;
  let gateway: Gateway;
  const sessionKey = "agent:main:code-mode";
  beforeAll(async () => {
    host = await setUpPluginHost({ models: ["kimi-for-coding", "k3"] });
    await editConfig(host.home, ({ agents, ...config }) => {
      const models = { "kimi/kimi-code": {}, "kimi/k3": { codeMode: true } };
      return { ...config, agents: { ...agents, defaults: { ...agents?.defaults, models } } };
    });
    const folder = join(host.home.directory, ".openclaw", "workspace");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "note.txt"), "the word is PINEAPPLE\n");
    gateway = await startGateway(host.home);
    await gateway.chat({ sessionKey, message: "/model kimi/k3" });
  });
  afterEach(() => host.simulator.reset());
  afterAll(async () => {
    await gateway.stop();
    await host[Symbol.asyncDispose]();
  });

  it.each([
    { name: "a call", reply: { kind: "message", reasoning: "A program.", toolCalls: [exec] } as const },
    { name: "a call in the text", reply: leakedReply({ family: "k3", before: "So: ", calls: [exec] }) },
    {
      name: "a call in the reasoning",
      reply: leakedReply({ family: "k3", channel: "reasoning", before: "So: ", calls: [exec] }),
    },
  ])("runs the program of $name", async ({ reply }) => {
    host.simulator.enqueue(reply);
    const answer = await gateway.chat({ sessionKey, message: "what is the word?" });
    expect(answer).toMatchObject({ state: "final", text: expect.stringContaining("PINEAPPLE") });
    expect(host.simulator.inferences.map(({ status, body }) => ({ status, body }))).toMatchObject([
      { status: 200, body: { model: "k3" } },
      { status: 200, body: { model: "k3" } },
    ]);
    expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
  });
});
