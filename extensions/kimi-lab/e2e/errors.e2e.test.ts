import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { freePort } from "../host/free-port.ts";
import { badRequest } from "../simulator/faults.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { setUpErrorHost, type ErrorHost } from "./support/error-host.ts";
import {
  clientRefused,
  engineOverloaded,
  invalidKey,
  restingRows,
  rows,
  unknownModelId,
  weeklyLimit,
} from "./support/error-rows.ts";

let errors: ErrorHost;
beforeAll(async () => {
  errors = await setUpErrorHost({ main: {}, other: {}, spare: { hasFallback: true } });
});
beforeEach(() => errors.letRestPass());
afterAll(() => errors[Symbol.asyncDispose]());

describe("a refusal of the service in a chat", () => {
  it.each([...rows, ...restingRows])("is explained, and the next message is answered: $name", async (row) => {
    await errors.expectRefusal(row, "agent:main:errors");
    await errors.expectAnswer("agent:main:errors");
  });

  it("takes a model id that the service answers with a 401 for an unknown model, and keeps the key in use", async () => {
    const sessionKey = "agent:main:unknown";
    await errors.gateway.chat({ sessionKey, message: "/model kimi/k3" });
    await errors.expectRefusal(unknownModelId, sessionKey);
    await errors.expectAnswer("agent:main:errors");
  });

  it("makes the host compact a conversation that overflows, and the answer comes", async () => {
    const { gateway, host } = errors;
    const sessionKey = "agent:main:overflow";
    await gateway.chat({ sessionKey, message: "/model kimi/k3-256k" });
    for (const message of ["first", "second", "third"]) {
      await gateway.chat({ sessionKey, message: `${message}: ${"a long story ".repeat(6000)}` });
    }
    host.takeRequests();
    const fault = badRequest("Your request exceeded model token limit: 262144 (requested: 300000)");
    host.simulator.enqueue({ kind: "fault", fault });
    expect(await gateway.chat({ sessionKey, message: "and now?" })).toMatchObject({
      state: "final",
      text: expect.stringContaining("and now?"),
    });
    const [overflow, ...others] = host.takeRequests().map(({ status }) => status);
    expect(overflow).toBe(400);
    expect(others.length).toBeGreaterThan(1);
    expect(others).toStrictEqual(others.map(() => 200));
  });

  it.each([engineOverloaded, clientRefused, weeklyLimit])(
    "lets the user's fallback answer after $name",
    async (row) => {
      await errors.expectFallback(row, "agent:spare:errors");
      await errors.expectAnswer("agent:main:errors");
    },
  );
});

describe("a refusal of the service in a chat on the Anthropic dialect", () => {
  beforeAll(() => errors.configure({ api: "anthropic-messages" }));

  it.each([clientRefused, engineOverloaded, weeklyLimit])(
    "is explained, and the next message is answered: $name",
    async (row) => {
      await errors.expectRefusal(row, "agent:main:messages");
      errors.host.takeRequests();
      await errors.expectAnswer("agent:main:messages");
      expect(errors.host.takeRequests().map(({ dialect }) => dialect)).toStrictEqual(["anthropic"]);
    },
  );
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
  it("has the key explained, which rests", async () => {
    await errors.expectRefusal(invalidKey, "agent:main:errors", there);
    expect(await errors.gateway.chat({ sessionKey: "agent:other:errors", message: "hello" })).toMatchObject({
      state: "error",
      errorMessage: expect.stringContaining("Provider kimi has auth issue"),
    });
    expect(there.inferences).toStrictEqual([]);
  });
});
