import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { refusals, withPrefix } from "../simulator/refusals.ts";
import { type ErrorHost, setUpErrorHost } from "./support/error-host.ts";
import { harmlessRefusals, planWindow } from "./support/refusal-rows.ts";
import { expectHarmless } from "./support/refusal-suite.ts";

let errors: ErrorHost;
beforeAll(async () => {
  errors = await setUpErrorHost({ main: {} });
});
afterAll(() => errors[Symbol.asyncDispose]());

describe.each(["openai-completions", "anthropic-messages"])("on %s", (api) => {
  beforeAll(() => errors.configure({ api }));

  it.each(harmlessRefusals)("another session goes on after $name", async (refusal) => {
    const { gateway, host } = errors;
    await expectHarmless({ gateway, simulator: host.simulator }, refusal);
  });

  it.each([
    { name: "a plan of 256K", fault: planWindow },
    { name: "an overflow behind the service's prefix", fault: withPrefix(refusals.tokenLimit256k) },
  ])("makes the host compact the conversation, and the answer comes: $name", async ({ name, fault }) => {
    const { gateway, host } = errors;
    const sessionKey = `agent:main:${api}-${name}`;
    for (const message of ["first", "second", "third"]) {
      await gateway.chat({ sessionKey, message: `${message}: ${"a long story ".repeat(6000)}` });
    }
    host.takeRequests();
    host.simulator.enqueue({ kind: "fault", fault });
    expect(await gateway.chat({ sessionKey, message: "and now?" })).toMatchObject({
      state: "final",
      text: expect.stringContaining("and now?"),
    });
    const [overflow, ...others] = host.takeRequests().map(({ status }) => status);
    expect(overflow).toBe(fault.status);
    expect(others.length).toBeGreaterThan(1);
    expect(others).toStrictEqual(others.map(() => 200));
  });
});
