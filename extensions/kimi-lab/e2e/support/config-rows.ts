import { expect } from "vitest";
import { z } from "zod";

import type { PluginHost } from "./plugin-host.ts";
import { plainRequest, wireFacts, type WireFacts } from "./wire-facts.ts";

/** A config of the user's, and what a request then is. */
export interface Row {
  readonly name: string;
  /** The user's `models.providers`; `$` stands for the simulator's address. */
  readonly providers: Readonly<Record<string, object>>;
  readonly modelRef: string;
  readonly expected: Partial<WireFacts>;
  /** Tried in the first place; the others before a release. */
  readonly isCommon?: boolean;
}

const baseUrl = "$/coding/v1";
const anthropic = { path: "/coding/v1/messages" };

export const rows: readonly Row[] = [
  {
    name: "only a base URL",
    isCommon: true,
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
    isCommon: true,
    providers: { kimi: { baseUrl, models: [{ id: "kimi-code", name: "Mine", maxTokens: 1234 }] } },
    modelRef: "kimi/kimi-code",
    expected: { outputLimit: 1234 },
  },
  {
    name: "a User-Agent of one's own in other letter case",
    isCommon: true,
    providers: { kimi: { baseUrl, headers: { "user-agent": "Kilo-Code/9" }, models: [] } },
    modelRef: "kimi/kimi-for-coding",
    expected: { userAgent: "Kilo-Code/9" },
  },
  ...["$/coding", "$/coding/", "$/coding/v1", "$/coding/v1/"].map((form) => ({
    name: `the Anthropic dialect on ${form}`,
    isCommon: form === "$/coding/v1/",
    providers: { kimi: { baseUrl: form, api: "anthropic-messages", models: [] } },
    modelRef: "kimi/kimi-code",
    expected: anthropic,
  })),
  ...["kimi-coding", "kimi-code"].flatMap((id) => [
    {
      name: `a base URL under ${id}, used through its own reference`,
      isCommon: id === "kimi-coding",
      providers: { [id]: { baseUrl, models: [] } },
      modelRef: `${id}/k2p5`,
      // 2026.9.6 asks no plugin that it has not loaded for the levels of an id without a row: it would begin with off.
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
    isCommon: true,
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

/** A row's providers with the simulator's address in them. */
export function providersOf({ providers }: Row, url: string): object {
  return z.looseObject({}).parse(JSON.parse(JSON.stringify(providers).replaceAll("$/", `${url}/`)));
}

/** The only request that came since the last look is one of ours but for what is expected of it. */
export function expectOneRequest(host: PluginHost, expected: Partial<WireFacts>): void {
  const facts = host.takeRequests().map(wireFacts);
  expect(facts).toStrictEqual([expect.objectContaining({ ...plainRequest, ...expected })]);
}
