import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { exchangeToken, type ExchangeRequest, REQUEST_TIMEOUT_MS } from "openclaw-kimi-coding/test-api";
import { oauthFaults, startSimulator, type Simulator } from "../simulator/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());
afterEach(() => {
  vi.useRealTimers();
  simulator.reset();
});

function request(until: number): ExchangeRequest {
  return {
    issuer: simulator.url,
    refreshToken: simulator.oauth.issue().refresh_token,
    userAgent: "claude-code/0.1.0",
    until,
    way: "only",
  };
}

describe("a refresh token", () => {
  it.each([
    { name: "whose claim is void", leftMs: 0 },
    { name: "whose claim ends before a request must have ended", leftMs: REQUEST_TIMEOUT_MS - 1 },
  ])("$name is not sent", async ({ leftMs }) => {
    expect(await exchangeToken(request(Date.now() + leftMs))).toStrictEqual({ kind: "unavailable" });
    expect(simulator.requests).toStrictEqual([]);
  });

  it("is not sent again when the time for that has passed during the first try", async () => {
    const until = Date.now() + 10 * REQUEST_TIMEOUT_MS;
    const held = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ before: held.promise, fault: oauthFaults.unavailable });
    const exchanged = exchangeToken(request(until));
    await simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
    vi.useFakeTimers({ toFake: ["Date"], now: until - REQUEST_TIMEOUT_MS + 1 });
    held.resolve();
    expect(await exchanged).toStrictEqual({ kind: "unavailable" });
    expect(simulator.requests).toHaveLength(1);
  });

  it("is sent where a whole request fits", async () => {
    expect(await exchangeToken(request(Date.now() + 2 * REQUEST_TIMEOUT_MS))).toMatchObject({
      kind: "tokens",
    });
  });
});
