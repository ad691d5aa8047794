import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { applyProviders, editConfig } from "./support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

const toolsSchema = z.looseObject({
  tools: z.array(
    z.union([
      z
        .looseObject({ function: z.looseObject({ name: z.string(), parameters: z.unknown() }) })
        .transform(({ function: { name, parameters } }) => ({ name, schema: parameters })),
      z
        .looseObject({ name: z.string(), input_schema: z.unknown() })
        .transform(({ name, input_schema: schema }) => ({ name, schema })),
    ]),
  ),
});

describe("a chat with an MCP tool whose schema the service refuses", () => {
  let host: PluginHost;
  let gateway: Gateway;
  beforeAll(async () => {
    host = await setUpPluginHost();
    const args = [fileURLToPath(new URL("support/mcp-server.ts", import.meta.url))];
    await editConfig(host.home, (config) => ({
      ...config,
      mcp: { servers: { notes: { command: process.execPath, args } } },
      // Else the tool is behind a search tool, and its schema is not sent.
      tools: { toolSearch: false },
    }));
    gateway = await startGateway(host.home);
  });
  afterAll(async () => {
    await gateway.stop();
    await host[Symbol.asyncDispose]();
  });

  it.each([
    { api: "openai-completions", path: "/coding/v1/chat/completions" },
    { api: "anthropic-messages", path: "/coding/v1/messages" },
  ])("passes on $api, and hands the tool its arguments unchanged", async ({ api, path }) => {
    await applyProviders(gateway, host.home, { kimi: { baseUrl: host.simulator.baseUrl, api, models: [] } });
    const sent = {
      value: 5,
      kind: "todo",
      target: { id: 1 },
      filter: { tag: null, and: [{ tag: "x", and: [{ tag: "y" }] }] },
    };
    host.simulator.enqueue({
      kind: "message",
      reasoning: "A note.",
      toolCalls: [{ name: "notes__note", arguments: sent }],
    });
    host.takeRequests();
    const reply = await gateway.chat({ sessionKey: `agent:main:${api}`, message: "keep a note" });
    expect(reply).toMatchObject({
      state: "final",
      text: expect.stringContaining(`kept ${JSON.stringify(sent)}`),
    });

    const requests = host.takeRequests();
    expect(requests.map((request) => [request.path, request.status])).toStrictEqual([
      [path, 200],
      [path, 200],
    ]);
    const note = toolsSchema.parse(requests[0]?.body).tools.find(({ name }) => name === "notes__note");
    expect(note?.schema).toMatchObject({
      type: "object",
      properties: {
        value: { anyOf: expect.arrayContaining([{ type: "number" }, { type: "object" }]) },
        kind: { type: "string", enum: ["todo", "done"] },
        filter: expect.objectContaining({ description: "Where to look", type: "object" }),
      },
      required: ["value"],
    });
    expect(JSON.stringify(note)).not.toMatch(/\$ref|\$defs|"not"/u);
  });

  it("names the tool in the host's log, since a condition is not said to the model", () => {
    expect(gateway.output()).toMatch(/provider tool schema diagnostics.*notes__note/u);
  });
});
