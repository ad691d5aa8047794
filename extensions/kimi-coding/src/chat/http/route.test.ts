import { describe, expect, it } from "vitest";
import { requestSettings } from "./request-settings.ts";
import { chooseRoute, namesProxy } from "./route.ts";

const plain = requestSettings(undefined);
const explicit = requestSettings({ request: { proxy: { mode: "explicit-proxy", url: "http://p:1" } } });
const ofEnvironment = requestSettings({ request: { proxy: { mode: "env-proxy" }, tls: { ca: "PEM" } } });

describe("chooseRoute", () => {
  it.each([
    {
      name: "direct by default",
      settings: plain,
      env: false,
      route: { mode: "direct", tls: {}, mayBePrivate: true },
    },
    {
      name: "direct, and to no private address where that is forbidden",
      settings: requestSettings({ request: { allowPrivateNetwork: false } }),
      env: false,
      route: { mode: "direct", tls: {}, mayBePrivate: false },
    },
    {
      name: "by the environment's proxy",
      settings: plain,
      env: true,
      route: { mode: "env-proxy", tls: {}, proxyTls: {} },
    },
    {
      name: "by the environment's proxy where the config says so",
      settings: ofEnvironment,
      env: false,
      route: { mode: "env-proxy", tls: { ca: "PEM" }, proxyTls: {} },
    },
    {
      name: "by the config's proxy rather than the environment's",
      settings: explicit,
      env: true,
      route: { mode: "explicit-proxy", url: "http://p:1", proxyTls: {} },
    },
  ])("goes $name", ({ settings, env, route }) => {
    expect(chooseRoute(settings, env)).toStrictEqual(route);
  });
});

describe("namesProxy", () => {
  it.each([
    { name: "nothing", env: {}, is: false },
    { name: "an empty variable", env: { HTTPS_PROXY: " " }, is: false },
    { name: "NO_PROXY alone", env: { NO_PROXY: "*" }, is: false },
    { name: "HTTPS_PROXY", env: { HTTPS_PROXY: "http://p:1" }, is: true },
    { name: "a name in lower case", env: { http_proxy: "http://p:1" }, is: true },
  ])("says $is for $name", ({ env, is }) => {
    expect(namesProxy(env)).toBe(is);
  });
});
