import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

import { startGateway, type Gateway } from "../../host/gateway.ts";
import { applyProviders } from "../support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "../support/plugin-host.ts";

/** The two dialects that the service speaks, as a user's config names them. */
export const dialects = ["openai-completions", "anthropic-messages"] as const;
export type Dialect = (typeof dialects)[number];

/** What the suites of this folder share: each start of a gateway costs twenty seconds of a processor. */
export interface SharedGateway {
  readonly host: PluginHost;
  /** It logs all that it does. Each suite has sessions of its own in it. */
  readonly gateway: Gateway;
  /** A file in the home for a tool to read; a suite writes it. */
  fileOf(name: string): string;
  /** The events since the last call that show markup, as JSON, but those that name another session than this one. */
  takeMarkup(sessionKey: string): readonly string[];
  /** Has the requests made in this dialect from now on. */
  useDialect(api: Dialect): Promise<void>;
}

/** Registers its start and its end; call it once, at the top level of a test file. */
export function useSharedGateway(): SharedGateway {
  let host: PluginHost;
  let gateway: Gateway;
  let withMarkup: string[] = [];
  beforeAll(async () => {
    host = await setUpPluginHost({ models: ["kimi-for-coding", "k3"] });
    gateway = await startGateway(host.home, { env: { OPENCLAW_LOG_LEVEL: "debug" } });
    gateway.socket.onEvent((event) => {
      const text = JSON.stringify(event);
      if (text.includes("<|")) withMarkup.push(text);
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await host[Symbol.asyncDispose]();
  });
  return {
    get host() {
      return host;
    },
    get gateway() {
      return gateway;
    },
    fileOf: (name) => join(host.home.directory, name),
    takeMarkup(sessionKey) {
      const taken = withMarkup;
      withMarkup = [];
      return taken.filter((event) => event.includes(sessionKey) || !event.includes('"sessionKey":'));
    },
    useDialect: (api) =>
      applyProviders(gateway, host.home, { kimi: { baseUrl: host.simulator.baseUrl, api, models: [] } }),
  };
}
