import { startSimulator, type Simulator } from "openclaw-kimi-lab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countHeldTurns } from "../../test-support/held-turns.ts";
import { OPENAI_DIALECT, USER_AGENT } from "../kimi/index.ts";
import { exchangeRefreshToken } from "../oauth/index.ts";
import { send, usageProbe } from "../service/index.ts";
import { inTime } from "./ask-service.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

const WAITS: Readonly<Record<string, () => Promise<unknown>>> = {
  "a question about the plan": () =>
    send(
      {
        endpoint: {
          api: OPENAI_DIALECT,
          baseUrl: simulator.baseUrl,
          headers: {},
          origins: { baseUrl: null, api: null, userAgent: null },
        },
        credential: { secret: simulator.key },
      },
      usageProbe,
    ),
  "a renewal of a sign-in": () =>
    exchangeRefreshToken({ issuer: new URL(simulator.baseUrl).origin, userAgent: USER_AGENT }, "unknown"),
  "a search for a credential": () =>
    inTime(Promise.resolve(), Date.now() + 60_000, new AbortController().signal),
};

describe.each(Object.entries(WAITS))("%s", (_name, ask) => {
  it("holds nothing of a turn after its end", async () => {
    expect(await countHeldTurns(8, ask)).toBeLessThan(4);
  });
});
