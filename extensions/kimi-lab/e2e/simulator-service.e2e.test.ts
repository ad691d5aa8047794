import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { ask, call, openAiError, today } from "../simulator/test-support.ts";

const chat = "/chat/completions";
const tooMany =
  "You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.";
const other = { id: "other", key: "sk-kimi-other", models: ["kimi-for-coding"] } as const;

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ service: today, accounts: [defaultAccount, other] });
});
afterEach(() => simulator.stop());

describe("requests at the same time", () => {
  it("are refused to an account that has too many under way, on either dialect, until one has ended", async () => {
    simulator.changeService({ concurrentRequests: 1 });
    const gate = Promise.withResolvers<void>();
    simulator.enqueue({ kind: "deltas", steps: [{ kind: "hold", until: gate.promise }] });
    const first = call(simulator, chat, ask());
    await simulator.waitForRequest(({ path }) => path.endsWith(chat));

    const second = await call(simulator, chat, ask());
    expect(second.status).toBe(403);
    expect(await second.json()).toEqual(openAiError("permission_error", tooMany));
    expect((await call(simulator, "/messages", ask())).status).toBe(403);
    expect((await call(simulator, "/models", "", { method: "GET" })).status).toBe(200);
    const headers = { authorization: `Bearer ${other.key}` };
    expect((await call(simulator, chat, ask(), { headers })).status).toBe(200);

    gate.resolve();
    await (await first).text();
    await simulator.waitForRequest(({ id, outcome }) => id === 1 && outcome === "complete");
    expect((await call(simulator, chat, ask())).status).toBe(200);
  });

  it("no longer count when their client has left", async () => {
    simulator.changeService({ concurrentRequests: 1 });
    simulator.enqueue({ kind: "deltas", steps: [{ kind: "hold", until: new Promise(() => {}) }] });
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${simulator.key}`, "user-agent": "claude-code/0.1.0" };
    const left = fetch(`${simulator.baseUrl}${chat}`, {
      method: "POST",
      headers,
      body: JSON.stringify(ask()),
      signal: leaving.signal,
    });
    await simulator.waitForRequest(() => true);
    leaving.abort();
    await expect(left).rejects.toThrow("aborted");
    await simulator.waitForRequest(({ outcome }) => outcome === "disconnected");
    expect((await call(simulator, chat, ask())).status).toBe(200);
  });
});

describe("the output", () => {
  const long = "word ".repeat(40_000);
  const schema = z.object({ choices: z.array(z.object({ finish_reason: z.string() })) });

  it.each([
    { name: "ends at the model's own limit, whatever is asked for", limit: 1_048_576, reason: "length" },
    { name: "ends there where nothing is asked for", limit: undefined, reason: "length" },
  ])("$name", async ({ limit, reason }) => {
    simulator.enqueue({ kind: "message", text: long });
    const response = await call(simulator, chat, ask({ max_completion_tokens: limit }));
    expect(schema.parse(await response.json()).choices[0]?.finish_reason).toBe(reason);
  });

  it("may be longer on K3", async () => {
    simulator.changePlan({ models: ["k3"] });
    simulator.enqueue({ kind: "message", text: long });
    const response = await call(simulator, chat, ask({ model: "k3" }));
    expect(schema.parse(await response.json()).choices[0]?.finish_reason).toBe("stop");
  });
});

describe("two views of one quota", () => {
  it.each([
    { quota: "weekUsedRatioZero", row: "100", ratio: 0, status: 403 },
    { quota: "fiveHoursUsedRatioZero", row: "40", ratio: 0, status: 403 },
    { quota: "nearlyUsedUpRatioZero", row: "95", ratio: 0, status: 200 },
    { quota: "ratioUsedRowsZero", row: "0", ratio: 1, status: 403 },
  ] as const)(
    "contradict each other, and a chat follows the fuller: $quota",
    async ({ quota, row, ratio, status }) => {
      const account = { id: quota, key: `sk-kimi-${quota}`, models: ["kimi-for-coding"], quota } as const;
      const service = await startSimulator({ accounts: [account] });
      try {
        const usage = await call(service, "/usages", "", { method: "GET" });
        expect(await usage.json()).toMatchObject({
          usage: { limit: "100", used: row },
          usages: { limit_7d: { used_ratio: ratio } },
        });
        expect((await call(service, chat, ask())).status).toBe(status);
      } finally {
        await service.stop();
      }
    },
  );
});
