import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { expectOneRequest, providersOf, rows } from "./support/config-rows.ts";
import { applyAgentModels, applyProviders } from "./support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { startServiceProxy, type ServiceProxy } from "./support/service-proxy.ts";
import { only } from "openclaw-kimi-coding/test-api";
import { plainRequest, wireFacts, type WireFacts } from "./support/wire-facts.ts";

let host: PluginHost;
beforeAll(async () => {
  const models = ["kimi-for-coding", "kimi-for-coding-highspeed", "k3", "k3-256k"] as const;
  host = await setUpPluginHost({ untouched: true, models });
});
afterAll(() => host[Symbol.asyncDispose]());

describe("the user's config, on the request that a chat sends to the service", () => {
  let proxy: ServiceProxy;
  let gateway: Gateway;
  beforeAll(async () => {
    proxy = await startServiceProxy(host.simulator.url, host.home.directory);
    // Loopback addresses, those of all rows, are not asked for through a proxy.
    gateway = await startGateway(host.home, { env: proxy.env });
  });
  afterAll(async () => {
    await gateway.stop();
    await proxy[Symbol.asyncDispose]();
  });

  // First: the config is then as onboarding wrote it.
  it("goes to api.kimi.com without any, and to no other host of Kimi's", async () => {
    const sessionKey = `agent:main:${randomUUID()}`;
    await gateway.chat({ sessionKey, message: "/model kimi/kimi-code" });
    expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
    expectOneRequest(host, { thinking: "enabled", outputLimit: 32_768 });
    const ours = proxy.tunnels.filter((target) => target.includes("kimi") || target.includes("moonshot"));
    expect([...new Set(ours)]).toStrictEqual(["api.kimi.com:443"]);
  });

  it.each(rows)("keeps our values beside $name", async (row) => {
    await applyProviders(gateway, host.home, providersOf(row, host.simulator.url));
    const sessionKey = `agent:main:${randomUUID()}`;
    await gateway.chat({ sessionKey, message: `/model ${row.modelRef}` });
    host.takeRequests();
    expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
    expectOneRequest(host, row.expected);
  });

  /** Sends a message after a command, and returns what arrived at the service of it. */
  async function turnAfter(command: string, sessionKey: string): Promise<WireFacts> {
    await gateway.chat({ sessionKey, message: command });
    host.takeRequests();
    expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
    return only(host.takeRequests().map(wireFacts));
  }

  const k3 = { id: "k3", name: "K3", reasoning: true };

  it.each([
    { api: "openai-completions", path: "/coding/v1/chat/completions" },
    { api: "anthropic-messages", path: "/coding/v1/messages" },
  ])("thinks on $api as /think says, and offers there what the model can do", async ({ api, path }) => {
    const kimi = { baseUrl: `${host.simulator.url}/coding`, api, models: [k3] };
    await applyProviders(gateway, host.home, { kimi });
    const sessionKey = `agent:main:${randomUUID()}`;
    const say = async (message: string) => (await gateway.chat({ sessionKey, message })).text;
    expect(await say("/think")).toMatch(/level: max\.\s+Options: default, off, low, high, max\./u);
    expect(await turnAfter("/think off", sessionKey)).toMatchObject({ path, thinking: "disabled" });

    const common = { ...plainRequest, path, model: "k3", thinking: "enabled" };
    await say("/think default");
    const first = await turnAfter("/model kimi/k3", sessionKey);
    const cacheKey: unknown = expect.stringMatching(/^[0-9a-f]{32}$/u);
    expect(first).toMatchObject({ ...common, effort: "max", cacheKey });
    expect(await say("/think")).toMatch(/Options: default, low, high, max\./u);
    expect(await say("/think off")).toContain("not supported for kimi/k3. Use one of: low, high, max.");
    const same = { cacheKey: first.cacheKey };
    for (const effort of ["low", "high", "max"]) {
      expect(await turnAfter(`/think ${effort}`, sessionKey)).toMatchObject({ ...common, ...same, effort });
    }
    const others = [
      { command: "/model kimi/k3-256k", model: "k3-256k", options: "default, low, high, max" },
      {
        command: "/model kimi/kimi-for-coding-highspeed",
        model: "kimi-for-coding-highspeed",
        options: "default, low",
      },
    ];
    for (const { command, model, options } of others) {
      expect(await turnAfter(command, sessionKey)).toMatchObject({ model, thinking: "enabled" });
      expect(await say("/think")).toContain(`Options: ${options}.`);
    }

    const other = await turnAfter("/model kimi/k3", `agent:main:${randomUUID()}`);
    expect(other).toMatchObject({ ...common, effort: "max", cacheKey });
    expect(other.cacheKey).not.toBe(first.cacheKey);
  });

  it("lets a model's settings win over the session's level, and sends no sampling parameters", async () => {
    const kimi = { baseUrl: `${host.simulator.url}/coding` };
    await applyProviders(gateway, host.home, { kimi: { ...kimi, models: [k3] } });
    const params = { thinking: "low", temperature: 0.3, topP: 0.2, maxTokens: 500 };
    await applyAgentModels(gateway, host.home, { "kimi/k3": { params } });
    const sessionKey = `agent:main:${randomUUID()}`;
    await gateway.chat({ sessionKey, message: "/model kimi/k3" });
    const common = { ...plainRequest, model: "k3" };
    expect(await turnAfter("/think max", sessionKey)).toMatchObject({
      ...common,
      effort: "low",
      outputLimit: 500,
    });

    await applyAgentModels(gateway, host.home, {});
    const row = { ...k3, params: { thinking: { type: "enabled", effort: "high" } } };
    await applyProviders(gateway, host.home, { kimi: { ...kimi, models: [row] } });
    expect(await turnAfter("/think low", sessionKey)).toMatchObject({ ...common, effort: "high" });
  });
});
