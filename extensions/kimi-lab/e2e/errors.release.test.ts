import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { freePort } from "../host/free-port.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { setUpErrorHost, type ErrorHost } from "./support/error-host.ts";
import {
  clientRefused,
  engineOverloaded,
  invalidKey,
  unknownModelId,
  weeklyLimit,
} from "./support/error-rows.ts";
import { harmlessRefusals, planWindow } from "./support/refusal-rows.ts";
import { expectHarmless } from "./support/refusal-suite.ts";

let errors: ErrorHost;
beforeAll(async () => {
  errors = await setUpErrorHost({ main: {}, other: {}, spare: { hasFallback: true } });
});
beforeEach(() => errors.letRestPass());
afterAll(() => errors[Symbol.asyncDispose]());

// All rows, each on both dialects, are in `errors.long.test.ts`.
describe.each([
  { api: "openai-completions", dialect: "openai" },
  { api: "anthropic-messages", dialect: "anthropic" },
])("a refusal of the service in a chat on $api", ({ api, dialect }) => {
  beforeAll(() => errors.configure({ api }));

  it.each([clientRefused, engineOverloaded, weeklyLimit])(
    "is explained, and the next message is answered: $name",
    async (row) => {
      await errors.expectRefusal(row, `agent:main:${dialect}`);
      errors.host.takeRequests();
      await errors.expectAnswer(`agent:main:${dialect}`);
      expect(errors.host.takeRequests().map((request) => request.dialect)).toStrictEqual([dialect]);
    },
  );
});

describe("a refusal of the service in a chat on the default dialect", () => {
  beforeAll(() => errors.configure({}));

  it.each(harmlessRefusals)("leaves another session alone: $name", async (refusal) => {
    await expectHarmless({ gateway: errors.gateway, simulator: errors.host.simulator }, refusal);
  });

  it("treats a 401 for a model id as an unknown model, and keeps the key in use", async () => {
    const sessionKey = "agent:main:unknown";
    await errors.gateway.chat({ sessionKey, message: "/model kimi/k3" });
    await errors.expectRefusal(unknownModelId, sessionKey);
    await errors.expectAnswer("agent:main:errors");
  });

  it("makes the host compact a conversation that is too long for the plan, and the answer comes", async () => {
    await errors.expectCompaction(planWindow, "agent:main:window");
  });

  it.each([engineOverloaded, weeklyLimit])("lets the user's fallback answer after $name", async (row) => {
    await errors.expectFallback(row, "agent:spare:errors");
    await errors.expectAnswer("agent:main:errors");
  });
});

describe("a service that cannot be reached, and then refuses the key", () => {
  let port: number;
  let there: Simulator;
  beforeAll(async () => {
    port = await freePort();
    await errors.configure({ baseUrl: `http://127.0.0.1:${port}/coding/v1` });
  });
  afterAll(() => there.stop());

  it("is called so, in the host's words, and answers when it is there again", async () => {
    // It has a rest after a dead address, too, and lets one message through.
    const sessionKey = "agent:main:unreachable";
    const reply = await errors.gateway.chat({ sessionKey, message: "hello" });
    expect(reply).toMatchObject({
      state: "error",
      errorMessage: "LLM request failed: connection refused by the provider endpoint.",
    });
    expect(reply.updates).toContainEqual(expect.objectContaining({ phase: "retrying" }));
    there = await startSimulator({ port, accounts: [{ ...defaultAccount, key: errors.host.simulator.key }] });
    await errors.expectAnswer(sessionKey);
    expect(there.inferences.map(({ status }) => status)).toStrictEqual([200]);
  });

  // Last, as the host then lets the key rest.
  it("explains the refused key, which OpenClaw then pauses", async () => {
    await errors.expectRefusal(invalidKey, "agent:main:errors", there);
    expect(await errors.gateway.chat({ sessionKey: "agent:other:errors", message: "hello" })).toMatchObject({
      state: "error",
      errorMessage: expect.stringContaining("Provider kimi has auth issue"),
    });
    expect(there.inferences).toStrictEqual([]);
  });
});
