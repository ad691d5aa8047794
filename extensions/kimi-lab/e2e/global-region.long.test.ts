import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { startGateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { startTerminal } from "../host/terminal.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { startServiceProxy, type ServiceProxy } from "./support/service-proxy.ts";
import { removeHome } from "./support/remove-home.ts";

const reportSchema = z.looseObject({
  endpoint: z.object({ value: z.string(), setBy: z.string().nullable() }),
});

let simulator: Simulator;
let home: Home;
let proxy: ServiceProxy;

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ ...defaultAccount, models: ["kimi-for-coding", "k3"] }],
    oauth: { intervalSeconds: 1, verificationUri: "https://www.kimi.ai/code/device" },
  });
  home = await createInstalledHome({
    gateway: localGateway(),
  });
  proxy = await startServiceProxy(simulator.url, home.directory, ["auth.kimi.ai", "api.kimi.ai"]);
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await simulator.stop();
  await removeHome(home, simulator);
});

/** The hosts of Kimi's that were asked since the last call. */
function takeTunnels(): readonly string[] {
  const seen = new Set(proxy.tunnels.slice(taken));
  taken = proxy.tunnels.length;
  return [...seen].filter((target) => target.includes("kimi"));
}
let taken = 0;

describe("a sign-in of the global region, by its real addresses", () => {
  it("is made in the terminal at auth.kimi.ai", async () => {
    const args = ["models", "auth", "login", "--provider", "kimi", "--method", "device-code-global"];
    const terminal = await startTerminal(home, args, { env: { ...proxy.env } });
    try {
      await terminal.waitFor(/Waiting until you approve/u);
      const [userCode = ""] = simulator.oauth.pending;
      simulator.oauth.approve(userCode);
      await terminal.waitFor(/You are signed in to Kimi Code/u);
      await terminal.ended();
    } finally {
      await terminal.stop();
    }
    expect(takeTunnels()).toStrictEqual(["auth.kimi.ai:443"]);
  });

  it("has its models and its quota from api.kimi.ai, as no base URL is configured", async () => {
    const { exitCode, stdout } = await home.openclaw(["kimi", "status", "--json"], { env: proxy.env });
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({
      ok: true,
      endpoint: { value: "https://api.kimi.ai/coding/v1", setBy: "the sign-in" },
      models: [{ id: "kimi-for-coding" }, { id: "k3" }],
      quota: { problem: null },
    });
    expect(exitCode).toBe(0);
    expect(takeTunnels()).toStrictEqual(["api.kimi.ai:443"]);
  });

  it("searches there", async () => {
    const args = ["infer", "web", "search", "--provider", "kimi-code", "--query", "kites", "--json"];
    const { stdout } = await home.openclaw(args, { env: proxy.env });
    expect(stdout).toContain("kites.example.net");
    expect(takeTunnels()).toStrictEqual(["api.kimi.ai:443"]);
  });

  it("chats there, and lists the plan on the gateway", async () => {
    const gateway = await startGateway(home, { env: proxy.env });
    try {
      const chat = { sessionKey: "agent:main:global", message: "/model kimi/kimi-code" };
      await gateway.chat(chat);
      expect(await gateway.chat({ ...chat, message: "hello there" })).toMatchObject({
        state: "final",
        text: expect.stringContaining("hello there"),
      });
    } finally {
      await gateway.stop();
    }
    expect(takeTunnels()).toStrictEqual(["api.kimi.ai:443"]);
  });
});
