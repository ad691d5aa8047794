import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Home } from "../host/home.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { startServiceProxy, type ServiceProxy } from "./support/service-proxy.ts";
import { plainRequest, wireFacts, type WireFacts } from "./support/wire-facts.ts";

interface Row {
  readonly name: string;
  /** The user's `models.providers`; `$` stands for the simulator's address. */
  readonly providers: Readonly<Record<string, object>>;
  readonly modelRef: string;
  readonly expected: Partial<WireFacts>;
  /** Sends it as a chat turn; else as a completion, which resolves the model alike and takes a third of the time. */
  readonly asChat?: boolean;
}

const chat = ["agent", "--local", "--agent", "main"];
const completion = ["infer", "model", "run"];

const baseUrl = "$/coding/v1";
const anthropic = { path: "/coding/v1/messages" };

const rows: readonly Row[] = [
  {
    name: "only a base URL",
    asChat: true,
    providers: { kimi: { baseUrl } },
    modelRef: "kimi/kimi-code",
    expected: { thinking: "enabled", outputLimit: 32_768 },
  },
  {
    name: "a base URL and no models",
    providers: { kimi: { baseUrl, models: [] } },
    modelRef: "kimi/kimi-code",
    expected: { thinking: "enabled", outputLimit: 32_768 },
  },
  {
    name: "a base URL that ends in /coding/",
    providers: { kimi: { baseUrl: "$/coding/", models: [] } },
    modelRef: "kimi/K2P5",
    expected: {},
  },
  {
    name: "a row of one's own",
    providers: { kimi: { baseUrl, models: [{ id: "kimi-code", name: "Mine", maxTokens: 1234 }] } },
    modelRef: "kimi/kimi-code",
    expected: { outputLimit: 1234 },
  },
  {
    name: "a User-Agent of one's own in other letter case",
    providers: { kimi: { baseUrl, headers: { "user-agent": "Kilo-Code/9" }, models: [] } },
    modelRef: "kimi/kimi-for-coding",
    expected: { userAgent: "Kilo-Code/9" },
  },
  ...["$/coding", "$/coding/", "$/coding/v1", "$/coding/v1/"].map((form) => ({
    name: `the Anthropic dialect on ${form}`,
    providers: { kimi: { baseUrl: form, api: "anthropic-messages", models: [] } },
    modelRef: "kimi/kimi-code",
    expected: anthropic,
    asChat: form === "$/coding/",
  })),
  ...["kimi-coding", "kimi-code"].flatMap((id) => [
    {
      name: `a base URL under ${id}, used through its own reference`,
      providers: { [id]: { baseUrl, models: [] } },
      modelRef: `${id}/k2p5`,
      expected: { thinking: "enabled", outputLimit: 32_768 },
    },
    {
      name: `a base URL and a User-Agent under ${id}, used through the main reference`,
      providers: { [id]: { baseUrl, headers: { "USER-AGENT": "Kilo-Code/9" }, models: [] } },
      modelRef: "kimi/kimi-code",
      expected: { userAgent: "Kilo-Code/9" },
    },
    {
      name: `the Anthropic dialect under ${id}`,
      providers: { [id]: { baseUrl: "$/coding", api: "anthropic-messages", models: [] } },
      modelRef: "kimi/kimi-k2.5",
      expected: anthropic,
    },
  ]),
  {
    name: "a row as users of kimi-coding have it",
    asChat: true,
    providers: {
      "kimi-coding": {
        baseUrl,
        api: "openai-completions",
        models: [{ id: "k2p5", name: "Kimi K2.5 (Code)", contextWindow: 256_000 }],
      },
    },
    modelRef: "kimi-coding/k2p5",
    expected: { thinking: "enabled", outputLimit: 32_768 },
  },
  {
    name: "several blocks at once, each with what the other leaves out",
    asChat: true,
    providers: {
      kimi: { baseUrl, models: [] },
      "kimi-coding": {
        baseUrl: "$/nowhere",
        headers: { "User-Agent": "Kilo-Code/9" },
        models: [{ id: "kimi-for-coding", name: "Theirs", maxTokens: 4321 }],
      },
    },
    modelRef: "kimi/kimi-code",
    expected: { userAgent: "Kilo-Code/9", outputLimit: 4321 },
  },
];

const configSchema = z.looseObject({ models: z.looseObject({}).optional() });

/** Edits the config file by hand: `config set` starts a host of its own for each value. */
async function replaceProviders(home: Home, providers: unknown): Promise<void> {
  const config = configSchema.parse(JSON.parse(await readFile(home.configFile, "utf8")));
  await writeFile(home.configFile, JSON.stringify({ ...config, models: { ...config.models, providers } }));
}

describe("the user's config, on the request that reaches the service", () => {
  let host: PluginHost;
  beforeAll(async () => {
    host = await setUpPluginHost();
  });
  afterAll(() => host[Symbol.asyncDispose]());

  it.each(rows)("keeps our values beside $name", async ({ providers, modelRef, expected, asChat }) => {
    const { home, simulator } = host;
    const text = JSON.stringify(providers).replaceAll("$/", `${simulator.url}/`);
    await replaceProviders(home, JSON.parse(text));
    host.takeRequests();
    await home.succeed(
      asChat
        ? [...chat, "--session-id", randomUUID(), "--model", modelRef, "--message", "hello"]
        : [...completion, "--model", modelRef, "--prompt", "hello"],
    );
    const facts = host.takeRequests().map(wireFacts);
    expect(facts).toStrictEqual([expect.objectContaining({ ...plainRequest, ...expected })]);
  });
});

describe("without any config", () => {
  let host: PluginHost;
  let proxy: ServiceProxy;
  beforeAll(async () => {
    host = await setUpPluginHost();
    proxy = await startServiceProxy(host.simulator.url, host.home.directory);
    await host.home.succeed(["config", "unset", "models.providers"]);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });

  it("sends the request to api.kimi.com, and nothing to any other host of its own accord", async () => {
    const args = ["--model", "kimi/kimi-code", "--message", "hello"];
    await host.home.succeed(["agent", "--local", "--agent", "main", "--session-id", "plain", ...args], {
      env: proxy.env,
    });
    const facts = host.takeRequests().map(wireFacts);
    expect(facts).toStrictEqual([
      expect.objectContaining({ ...plainRequest, thinking: "enabled", outputLimit: 32_768 }),
    ]);
    expect(
      proxy.tunnels.filter((target) => target.includes("kimi") || target.includes("moonshot")),
    ).toStrictEqual(["api.kimi.com:443"]);
  });
});
