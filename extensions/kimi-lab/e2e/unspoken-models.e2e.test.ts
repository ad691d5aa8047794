import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { configWith, parseModelList, registerPlugin, rememberModels } from "openclaw-kimi-coding/test-api";
import { defaultAccount, plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { adapters, openTurn } from "./support/adapters.ts";
import { wireFacts } from "./support/wire-facts.ts";

const agentDir = "/agents/main";
const context = { messages: [{ role: "user" as const, content: "hello", timestamp: 0 }] };
const says =
  "Kimi Code offers kimi/k3.1-pro over the Responses API only, which this plugin does not use. Your key and plan are fine. Choose another model:\n/model kimi/kimi-code";

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-unspoken-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", folder);
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, ...plans.protocols }] });
  const list = await fetch(`${simulator.baseUrl}/models`, {
    headers: { authorization: `Bearer ${simulator.key}` },
  });
  await rememberModels(agentDir, folder, parseModelList(await list.json()) ?? []);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(adapters)("a model that is offered over the Responses API only, $name", (adapter) => {
  const turn = { context, piContext: context, modelId: "k3.1-pro" };

  it("is not asked, and the user reads which model works", async () => {
    const stream = await openTurn(adapter, { ...turn, simulator, host: { agentDir } });
    const message = await stream.result();
    expect(message).toMatchObject({ stopReason: "error", errorMessage: says });
    expect(message.content).toStrictEqual([{ type: "text", text: says }]);
    expect(simulator.inferences).toStrictEqual([]);
  });

  it("is asked where the user's config states a dialect", async () => {
    const api = adapter.api === "anthropic-messages" ? adapter.api : "openai-completions";
    const config = configWith({ kimi: { baseUrl: simulator.baseUrl, api, models: [] } });
    const host = { agentDir, config };
    await (await openTurn(adapter, { ...turn, simulator, host })).result();
    expect(simulator.inferences.map((request) => wireFacts(request).model)).toStrictEqual(["k3.1-pro"]);
  });
});

it("does not make a host pause the key", () => {
  const { classifyFailoverReason } = registerPlugin().provider;
  for (const provider of ["kimi", undefined]) {
    const reason = classifyFailoverReason?.({
      errorMessage: says,
      ...(provider !== undefined && { provider }),
    });
    expect([undefined, "format", "model_not_found", "empty_response"]).toContain(reason);
  }
});
