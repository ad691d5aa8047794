import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { defaultAccount, plans, type Simulator } from "../simulator/simulator.ts";
import { editConfig, writeProviders } from "./support/edit-config.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const timeoutMs = olderHostMs;

const always = { offered: "low, high, max", refused: "off" };
const rows = [
  { model: "kimi-code", offered: "off, low, high, max", refused: "medium", first: "max", weakest: "low" },
  { model: "k3", ...always, first: "max", weakest: "low" },
  { model: "k3-256k", ...always, first: "high", weakest: "low" },
  // It has no efforts: on is on.
  {
    model: "kimi-for-coding-highspeed",
    offered: "low",
    refused: "off",
    first: undefined,
    weakest: undefined,
  },
] as const;

// These hosts ask only plugins that they have loaded for the levels of a model.
describe.each(["2026.5.7", "2026.4.27"] as const)("thinking in OpenClaw %s", (version) => {
  const older = useOlderHome(version, { accounts: [{ ...defaultAccount, ...plans.all }] });
  let simulator: Simulator;
  let home: Home;
  let gateway: Gateway;
  let sessions = 0;
  beforeAll(async () => {
    ({ home, simulator } = older);
    await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, models: [] } });
    // They take a model that is in no list of theirs when it is in this one.
    const models = Object.fromEntries(rows.map(({ model }) => [`kimi/${model}`, {}]));
    await editConfig(home, (config) => ({
      ...config,
      agents: { ...config.agents, defaults: { ...config.agents?.defaults, models } },
    }));
    gateway = await startGateway(home, { timeoutMs });
  });
  afterAll(() => gateway.stop());

  /** Sends one message in a new session of this model. */
  async function say(model: string, message: string, patch: object = {}): Promise<string> {
    const sessionKey = `agent:main:thinking-${sessions++}`;
    await gateway.call("sessions.patch", { key: sessionKey, model: `kimi/${model}` }, { timeoutMs });
    if ("thinkingLevel" in patch) {
      await gateway.call("sessions.patch", { key: sessionKey, ...patch }, { timeoutMs });
    }
    simulator.reset();
    return (await gateway.chat({ sessionKey, message, timeoutMs })).text;
  }

  /** The reasoning that the only request asked for. */
  function askedFor(): unknown {
    const facts = simulator.inferences.map(wireFacts);
    expect(facts).toStrictEqual([expect.objectContaining(plainRequestOfAny)]);
    return facts[0]?.effort ?? facts[0]?.thinking;
  }
  const { status, foreign } = plainRequest;
  const plainRequestOfAny = { status, foreign };

  describe.each(rows)("of $model", ({ model, offered, refused, first, weakest }) => {
    it("offers what the model takes, and begins with its own default", async () => {
      expect(await say(model, "/think")).toMatch(new RegExp(`Options: ${offered}\\.`, "u"));
      expect(await say(model, "hello")).toContain("Kimi here. You said:");
      expect(askedFor()).toBe(first ?? "enabled");
    });

    it(`refuses ${refused}, which would be nothing of its own`, async () => {
      expect(await say(model, `/think ${refused}`)).toContain(`"${refused}" is not supported`);
    });

    it("asks for the level that was chosen", async () => {
      await say(model, "hello", { thinkingLevel: "low" });
      expect(askedFor()).toBe(weakest ?? "enabled");
    });
  });
});
