import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { collect, parseModelList, registerPlugin, rememberModels } from "openclaw-kimi-coding/test-api";
import { faults, plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { adapters, openTurn, type Adapter } from "./support/adapters.ts";
import { wireFacts } from "./support/wire-facts.ts";

const OWN = "kimi-for-coding";
const TWIN = "kimi-for-coding-highspeed";
const agentDir = "/agents/main";
const question = { role: "user", content: "hello", timestamp: 0 } as const;

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-fast-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", folder);
  simulator = await startSimulator();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Has the agent's list say that these are the models of its account. */
async function remember(...ids: readonly string[]): Promise<void> {
  // Each test's account is another one, as the process does not forget.
  await rememberModels(agentDir, folder, parseModelList({ data: ids.map((id) => ({ id })) }) ?? []);
}

/** A turn in fast mode: its events and its result, and the models that it asked for. */
async function fastTurn(adapter: Adapter, fastMode: unknown = true, agent = agentDir) {
  const before = simulator.inferences.length;
  const context = { messages: [question] };
  const host = { agentDir: agent, extraParams: { fastMode } };
  const stream = await openTurn(adapter, { simulator, context, piContext: context, host });
  const events = await collect(stream);
  const asked = simulator.inferences.slice(before).map((request) => wireFacts(request).model);
  return { types: events.map(({ type }) => type), result: await stream.result(), asked };
}

function supportsFastMode(): boolean | undefined {
  return registerPlugin().provider.resolveFastModeSupport?.({
    provider: "kimi",
    modelId: "kimi-code",
    requestCapabilities: { endpointClass: "local", allowsAnthropicServiceTier: false },
  });
}

describe.each(adapters)(
  "a turn in fast mode of an account that has lost the faster model, $name",
  (adapter) => {
    it("is answered by the model itself, and later turns do not ask for the faster one", async () => {
      await remember(OWN, TWIN);
      simulator.changePlan(plans.basic);
      const { types, result, asked } = await fastTurn(adapter);
      expect(asked).toStrictEqual([TWIN, OWN]);
      expect(result).toMatchObject({ stopReason: "stop" });
      expect(result).not.toHaveProperty("errorMessage");
      expect(types.filter((type) => type === "start" || type === "error" || type === "done")).toStrictEqual([
        "start",
        "done",
      ]);
      expect(supportsFastMode()).toBe(false);
      expect((await fastTurn(adapter)).asked).toStrictEqual([OWN]);
    });

    it("asks for the faster one again once a later list has it", async () => {
      await remember(OWN, TWIN);
      simulator.changePlan(plans.basic);
      await fastTurn(adapter);
      simulator.changePlan(plans.advanced);
      const supportsAfterList = async () => {
        await remember(OWN, TWIN);
        return supportsFastMode();
      };
      await expect.poll(supportsAfterList).toBe(true);
      expect((await fastTurn(adapter)).asked).toStrictEqual([TWIN]);
    });

    it("explains it where the plan lacks both", async () => {
      await remember(OWN, TWIN);
      simulator.changePlan({ models: ["k3"] });
      const { result, asked } = await fastTurn(adapter);
      expect(asked).toStrictEqual([TWIN, OWN]);
      expect(result).toMatchObject({
        stopReason: "error",
        errorMessage: expect.stringContaining(
          "Your Kimi subscription does not include the model kimi/kimi-code.",
        ),
      });
    });

    it.each([
      { name: "its membership", fault: faults.membershipInactive, says: /finds no active membership/u },
      {
        name: "its address",
        fault: faults.notFound,
        says: /the base URL does not belong to Kimi Code|The requested resource/u,
      },
    ])("asks only once if the refusal is about $name", async ({ fault, says }) => {
      await remember(OWN, TWIN);
      simulator.changePlan(plans.advanced);
      simulator.enqueue({ kind: "fault", fault });
      const { result, asked } = await fastTurn(adapter);
      expect(asked).toStrictEqual([TWIN]);
      expect(result.errorMessage).toMatch(says);
      expect(supportsFastMode()).toBe(true);
    });
  },
);

describe.each(adapters)("a turn in fast mode on a host that asks for no list, $name", (adapter) => {
  it("asks for the faster model", async () => {
    simulator.changePlan(plans.advanced);
    const { asked } = await fastTurn(adapter, true, `/agents/unlisted-${adapter.name}`);
    expect(asked).toStrictEqual([TWIN]);
  });

  it("is answered by the model itself where the plan lacks that one, as are later turns, without a question", async () => {
    simulator.changePlan(plans.basic);
    const agent = `/agents/unlisted-basic-${adapter.name}`;
    const { result, asked } = await fastTurn(adapter, true, agent);
    expect(asked).toStrictEqual([TWIN, OWN]);
    expect(result).toMatchObject({ stopReason: "stop" });
    expect((await fastTurn(adapter, true, agent)).asked).toStrictEqual([OWN]);
  });
});
