import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Gateway } from "../../host/gateway.ts";
import type { RecordedRequest } from "../../simulator/simulator.ts";
import { applyProviders } from "../support/edit-config.ts";
import type { PluginHost } from "../support/plugin-host.ts";
import { only } from "openclaw-kimi-coding/test-api";
import { dialects, type SharedGateway } from "./shared-gateway.ts";

/** What a user sets for the requests of one provider, by OpenClaw's own names. */
export function describeRequestSettings(shared: SharedGateway): void {
  describe.each(dialects)("the user's request settings on %s", (api) => {
    let host: PluginHost;
    let gateway: Gateway;
    let turns = 0;
    beforeAll(() => {
      ({ host, gateway } = shared);
    });
    afterAll(() => shared.useDialect("openai-completions"));

    /** The only request of a turn with these settings. */
    async function requestOf(request: object): Promise<RecordedRequest> {
      const { baseUrl } = host.simulator;
      await applyProviders(gateway, host.home, { kimi: { baseUrl, api, models: [], request } });
      host.takeRequests();
      await gateway.chat({ sessionKey: `agent:main:request-${api}-${turns++}`, message: "hello" });
      return only(host.takeRequests());
    }

    it("adds their headers, and keeps the plugin's", async () => {
      const request = await requestOf({ headers: { "X-Team": "whales" } });
      expect(request).toMatchObject({ status: 200, userAgent: "claude-code/0.1.0" });
      expect(request.headers["x-team"]).toBe("whales");
    });

    it("authenticates as they say", async () => {
      const { key } = host.simulator;
      const named = { mode: "header", headerName: "x-gateway-key", value: "of-the-gateway" };
      expect((await requestOf({ auth: named })).headers["x-gateway-key"]).toBe("of-the-gateway");
      const bearer = await requestOf({ auth: { mode: "authorization-bearer", token: key } });
      expect(bearer).toMatchObject({ status: 200 });
    });
  });
}
