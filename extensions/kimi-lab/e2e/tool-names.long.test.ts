import { wireToolName } from "openclaw-kimi-coding/test-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { leakedReply } from "../simulator/leak.ts";
import { applyProviders } from "./support/edit-config.ts";
import { addOddTool, ODD_TOOL } from "./support/odd-tool-plugin.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

const wire = wireToolName(ODD_TOOL);
const toolCalls = [{ name: wire, arguments: { from: "Xi'an" } }];

describe("a chat with a tool whose name the service does not accept", () => {
  let host: PluginHost;
  let gateway: Gateway;
  beforeAll(async () => {
    host = await setUpPluginHost({ models: ["kimi-for-coding", "k3"] });
    await addOddTool(host.home, { toolSearch: false });
    gateway = await startGateway(host.home);
  });
  afterAll(async () => {
    await gateway.stop();
    await host[Symbol.asyncDispose]();
  });

  it.each([
    { api: "openai-completions", path: "/coding/v1/chat/completions" },
    { api: "anthropic-messages", path: "/coding/v1/messages" },
  ])("runs the tool on $api, and goes on with its calls in the history", async ({ api, path }) => {
    await applyProviders(gateway, host.home, { kimi: { baseUrl: host.simulator.baseUrl, api, models: [] } });
    const sessionKey = `agent:main:${api}`;
    host.takeRequests();
    for (const reply of [
      { kind: "message" as const, reasoning: "Trains.", toolCalls },
      leakedReply({ before: "Again. ", calls: toolCalls }),
    ]) {
      host.simulator.enqueue(reply);
      expect(await gateway.chat({ sessionKey, message: "which trains are there?" })).toMatchObject({
        state: "final",
        text: expect.stringContaining("trains from Xi'an: G1"),
      });
    }
    const requests = host.takeRequests();
    expect(requests.map((request) => [request.path, request.status])).toStrictEqual(
      Array.from({ length: 4 }, () => [path, 200]),
    );
    expect(JSON.stringify(requests.at(-1)?.body).split(`"${wire}"`).length - 1).toBeGreaterThanOrEqual(3);
    const history = JSON.stringify(await gateway.history(sessionKey));
    expect(history).toContain(`"name":"${ODD_TOOL}"`);
    expect(history).not.toContain(`"name":"${wire}"`);
  });
});
