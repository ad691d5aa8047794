import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { ask, call, openAiError, today } from "../simulator/test-support.ts";
import { runOfficialClient } from "./support/official-client.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ service: today, oauth: { autoApprove: true, intervalSeconds: 1 } });
});
afterEach(() => simulator.stop());

const listSchema = z.object({ object: z.literal("list"), data: z.array(z.unknown()) });

async function list() {
  const headers = { authorization: `Bearer ${simulator.key}` };
  const response = await fetch(`${simulator.baseUrl}/models`, { headers });
  return { status: response.status, ...listSchema.parse(await response.json()) };
}

describe("the simulator's plans", () => {
  it("list what the plan has, with its windows, from the moment that the plan changes", async () => {
    expect(await list()).toMatchObject({ status: 200, data: [{ id: "kimi-for-coding" }] });
    simulator.changePlan(plans.basic);
    expect(await list()).toMatchObject({ data: [{}, { id: "k3", context_length: 262_144 }] });
    simulator.changePlan(plans.advanced);
    expect(await list()).toMatchObject({
      data: [{}, { context_length: 1_048_576 }, { context_length: 262_144 }],
    });
    simulator.changePlan(plans.september);
    expect(await list()).toMatchObject({
      data: [
        { id: "kimi-for-coding", context_length: 1_048_576, supports_thinking_type: "both" },
        { id: "kimi-for-coding-highspeed", context_length: 262_144 },
        { id: "k3", think_efforts: { default_effort: "max" } },
        { id: "k3-256k", think_efforts: { default_effort: "high" } },
      ],
    });
  });

  it("name the protocol of a model where they are told to", async () => {
    expect((await list()).data).not.toContainEqual(expect.objectContaining({ protocol: expect.anything() }));
    simulator.changePlan(plans.protocols);
    expect(await list()).toMatchObject({
      data: [{ protocol: "openai" }, { protocol: "anthropic" }, { protocol: "response" }],
    });
  });

  it("list what there was until September 2026, of what the plan has", async () => {
    simulator.changeService({ version: "before-2026-09" });
    simulator.changePlan(plans.all);
    expect(await list()).toMatchObject({
      data: [
        { id: "kimi-for-coding", context_length: 262_144, supports_thinking_type: "only" },
        { id: "kimi-for-coding-highspeed" },
        { id: "k3" },
        { id: "k3-256k", think_efforts: { default_effort: "max" } },
      ],
    });
  });

  it("refuse everything where they do not include Kimi Code", async () => {
    simulator.changePlan(plans.noKimiCode);
    const refused = await call(simulator, "/chat/completions", ask());
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("does not have access to Kimi Code. Upgrade");
    simulator.changePlan(plans.basic);
    expect((await call(simulator, "/chat/completions", ask())).status).toBe(200);
  });

  it("end the window of K3 on a lower tier, and say so", async () => {
    const messages = [{ role: "user", content: "x".repeat(262_144 * 4 + 1) }];
    const answer = async (model: string) =>
      await call(simulator, "/chat/completions", ask({ model, messages }));
    for (const plan of [plans.basic, plans.basicUntold]) {
      simulator.changePlan(plan);
      const refused = await answer("k3");
      expect(refused.status).toBe(401);
      expect(await refused.text()).toContain("Your current plan supports only k3 up to 256K context.");
      expect((await answer("kimi-for-coding")).status).toBe(200);
    }
    simulator.changePlan(plans.september);
    expect((await answer("k3")).status).toBe(200);
    expect((await answer("k3-256k")).status).toBe(400);
  });

  it.each([
    { name: "empty", status: 200 },
    { name: "lapsed", status: 402 },
  ] as const)("answer $status without rows for $name", async ({ name, status }) => {
    simulator.changePlan(plans[name]);
    expect(await list()).toStrictEqual({ status, object: "list", data: [] });
  });

  it("refuse a chat on a model that the plan lacks", async () => {
    const body = Object.assign({}, ask(), { model: "kimi-for-coding-highspeed" });
    const answer = async () => await call(simulator, "/chat/completions", body);
    simulator.changePlan(plans.advanced);
    expect((await answer()).status).toBe(200);
    simulator.changePlan(plans.basic);
    const refused = await answer();
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject(
      openAiError(
        "permission_error",
        "Your current subscription does not have access to kimi-for-coding-highspeed. Upgrade your plan: https://www.kimi.com/code",
      ),
    );
  });

  it("refuse an account that there is not", () => {
    expect(() => simulator.changePlan(plans.basic, "nobody")).toThrow('no account "nobody"');
  });
});

describe("the official client", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "kimi-client-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("reads the models of the plan, with their windows and efforts, when it signs in", async () => {
    simulator.changePlan(plans.advanced);
    await runOfficialClient(home, ["login"], {
      // Its path holds nothing, so that it opens no browser.
      PATH: home,
      KIMI_CODE_BASE_URL: simulator.baseUrl,
      KIMI_CODE_OAUTH_HOST: simulator.url,
    });
    const config = await readFile(join(home, ".kimi-code", "config.toml"), "utf8");
    expect(config.split("\n").map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        'model = "kimi-for-coding"',
        'model = "kimi-for-coding-highspeed"',
        'model = "k3"',
        "max_context_size = 1048576",
        "max_context_size = 262144",
        'display_name = "K3"',
      ]),
    );
  });
});
