import { describe, expect, it } from "vitest";
import { requestSettings } from "./request-settings.ts";

const nothing = { proxy: null, tls: {}, allowPrivateNetwork: null };

describe("requestSettings", () => {
  it.each([
    { name: "no block", block: undefined, settings: nothing },
    { name: "a block without them", block: { baseUrl: "https://x" }, settings: nothing },
    {
      name: "TLS of the endpoint, without what is not text",
      block: {
        request: {
          tls: { ca: " PEM ", serverName: "kimi", key: { source: "env" }, insecureSkipVerify: true },
        },
      },
      settings: { ...nothing, tls: { ca: "PEM", servername: "kimi" } },
    },
    {
      name: "a proxy by address",
      block: { request: { proxy: { mode: "explicit-proxy", url: " http://p:1 ", tls: { ca: "PEM" } } } },
      settings: { ...nothing, proxy: { mode: "explicit-proxy", url: "http://p:1", tls: { ca: "PEM" } } },
    },
    {
      name: "a proxy without an address",
      block: { request: { proxy: { mode: "explicit-proxy", url: " " } } },
      settings: nothing,
    },
    {
      name: "the environment's proxy",
      block: { request: { proxy: { mode: "env-proxy" } } },
      settings: { ...nothing, proxy: { mode: "env-proxy", tls: {} } },
    },
    {
      name: "that no private address is meant",
      block: { request: { allowPrivateNetwork: false } },
      settings: { ...nothing, allowPrivateNetwork: false },
    },
  ])("reads $name", ({ block, settings }) => {
    expect(requestSettings(block)).toStrictEqual(settings);
  });
});
