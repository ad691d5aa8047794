import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { freePort } from "../host/free-port.ts";
import { modelNotFound } from "../simulator/faults.ts";
import { refusals, withPrefix } from "../simulator/refusals.ts";
import { setUpErrorHost, type ErrorHost } from "./support/error-host.ts";
import { invalidKey, restingRows, rows, unknownModelId } from "./support/error-rows.ts";
import { harmlessRefusals, planWindow } from "./support/refusal-rows.ts";
import { expectHarmless } from "./support/refusal-suite.ts";

// What `errors.release.test.ts` shows of a few rows, or on one dialect alone: all of it, on both.
describe.each([
  { api: "openai-completions", dialect: "openai" },
  { api: "anthropic-messages", dialect: "anthropic" },
])("every refusal of the service on $api", ({ api, dialect }) => {
  let errors: ErrorHost;
  beforeAll(async () => {
    errors = await setUpErrorHost(
      {
        main: {},
        other: {},
        spare: { hasFallback: true },
        "spare-unknown": { model: "kimi/k3", hasFallback: true },
        "spare-unknown-id": { model: "kimi/kimi-for-coding-highspeed", hasFallback: true },
      },
      { api },
    );
  });
  beforeEach(() => errors.letRestPass());
  afterAll(() => errors[Symbol.asyncDispose]());

  it.each([...rows, ...restingRows])("is explained, and the next message is answered: $name", async (row) => {
    await errors.expectRefusal(row, "agent:main:errors");
    errors.host.takeRequests();
    await errors.expectAnswer("agent:main:errors");
    expect(errors.host.takeRequests().map((request) => request.dialect)).toStrictEqual([dialect]);
  });

  // Ahead of the fallbacks: behind those, no message has shown the host yet that a limit is over.
  it.each(harmlessRefusals)("leaves another session alone: $name", async (refusal) => {
    await expectHarmless({ gateway: errors.gateway, simulator: errors.host.simulator }, refusal);
  });

  it.each([
    ...[...rows, ...restingRows].map((row) => ({ row, agent: "spare" })),
    { row: { name: "an unknown model", fault: modelNotFound("k3") }, agent: "spare-unknown" },
    { row: unknownModelId, agent: "spare-unknown-id" },
  ])("lets the user's fallback answer: $row.name", async ({ row, agent }) => {
    await errors.expectFallback(row, `agent:${agent}:errors`);
  });

  it.each([
    { name: "a plan of 256K", fault: planWindow },
    { name: "an overflow behind the service's prefix", fault: withPrefix(refusals.tokenLimit256k) },
  ])("makes the host compact the conversation, and the answer comes: $name", async ({ name, fault }) => {
    await errors.expectCompaction(fault, `agent:main:${name.replaceAll(/\W/gu, "-")}`);
  });

  // Last, as the host then lets the key rest.
  it("lets the user's fallback answer: a refused key, which rests", async () => {
    await errors.expectFallback(invalidKey, "agent:spare:errors");
    expect(await errors.gateway.chat({ sessionKey: "agent:other:errors", message: "hello" })).toMatchObject({
      state: "error",
      errorMessage: expect.stringContaining("Provider kimi has auth issue"),
    });
    expect(errors.host.takeRequests()).toStrictEqual([]);
  });
});

describe.each(["openai-completions", "anthropic-messages"])("without a service on %s", (api) => {
  it("lets the user's fallback answer where nobody listens, and explains a refused key", async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}/coding/v1`;
    await using errors = await setUpErrorHost({ main: {}, spare: { hasFallback: true } }, { api, baseUrl });
    const { gateway, host } = errors;
    expect(await gateway.chat({ sessionKey: "agent:spare:errors", message: "hello" })).toMatchObject({
      state: "final",
    });
    expect(host.takeRequests().map(({ userAgent }) => userAgent)).toStrictEqual(["Kilo-Code/9"]);
    await errors.configure({ api });
    await errors.expectRefusal(invalidKey, "agent:main:errors");
  });
});
