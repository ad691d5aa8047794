import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { ask, call, openAiError } from "../simulator/test-support.ts";
import { runOfficialClient } from "./support/official-client.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ oauth: { autoApprove: true, intervalSeconds: 1 } });
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
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject(
      openAiError(
        "resource_not_found_error",
        "Not found the model kimi-for-coding-highspeed or Permission denied",
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
