import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { expectOneRequest, providersOf, rows } from "./support/config-rows.ts";
import { applyProviders, writeProviders } from "./support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

let host: PluginHost;
beforeAll(async () => {
  host = await setUpPluginHost();
});
afterAll(() => host[Symbol.asyncDispose]());

describe("the user's config, further, on the request that a chat sends to the service", () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway(host.home);
  });
  afterAll(() => gateway.stop());

  it.each(rows.filter(({ isCommon }) => !isCommon))("keeps our values beside $name", async (row) => {
    await applyProviders(gateway, host.home, providersOf(row, host.simulator.url));
    const sessionKey = `agent:main:${randomUUID()}`;
    await gateway.chat({ sessionKey, message: `/model ${row.modelRef}` });
    host.takeRequests();
    expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
    expectOneRequest(host, row.expected);
  });
});

describe("the user's config, on the request that a command line sends to the service", () => {
  it.each(rows.filter(({ name }) => name === "the Anthropic dialect under kimi-code"))(
    "keeps our values beside $name",
    async (row) => {
      await writeProviders(host.home, providersOf(row, host.simulator.url));
      host.takeRequests();
      await host.home.succeed(["infer", "model", "run", "--model", row.modelRef, "--prompt", "hello"]);
      expectOneRequest(host, row.expected);
    },
  );
});
