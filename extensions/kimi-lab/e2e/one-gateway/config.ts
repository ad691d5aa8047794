import { afterAll, describe, expect, it } from "vitest";

import { expectOneRequest, providersOf, rows } from "../support/config-rows.ts";
import { applyProviders } from "../support/edit-config.ts";
import type { SharedGateway } from "./shared-gateway.ts";

/** The commonest settings of users; all of them are in `config.release.test.ts`. */
export function describeConfig(shared: SharedGateway): void {
  describe("the user's config, on the request that a chat sends to the service", () => {
    afterAll(() => shared.useDialect("openai-completions"));

    it.each(rows.filter(({ isCommon }) => isCommon))("keeps our values beside $name", async (row) => {
      const { gateway, host } = shared;
      await applyProviders(gateway, host.home, providersOf(row, host.simulator.url));
      const sessionKey = `agent:main:config-${row.name.replaceAll(/\W/gu, "-").toLowerCase()}`;
      await gateway.chat({ sessionKey, message: `/model ${row.modelRef}` });
      host.takeRequests();
      expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
      expectOneRequest(host, row.expected);
    });
  });
}
