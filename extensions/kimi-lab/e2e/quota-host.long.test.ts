import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

const usageSchema = z.looseObject({
  providers: z.array(
    z.looseObject({
      provider: z.string(),
      plan: z.string().optional(),
      windows: z.array(z.looseObject({ label: z.string(), usedPercent: z.number() })),
    }),
  ),
});
const notice =
  /⚠️ Kimi Code quota: 93% of your 5-hour limit is used \(resets in .+\)\. Details:\nopenclaw kimi status$/u;

let host: PluginHost;
let gateway: Gateway;
beforeAll(async () => {
  host = await setUpPluginHost({ quota: "nearlyUsedUp" });
  gateway = await startGateway(host.home);
});
afterAll(async () => {
  await gateway.stop();
  await host[Symbol.asyncDispose]();
});

/** How often the service was asked what is left. */
function asked(): number {
  return host.simulator.requests.filter(({ path }) => path === "/coding/v1/usages").length;
}

/** Turns of a conversation until one has a notice, three at most: the first may be over before the quota is known. */
async function answersUntilNotice(sessionKey: string): Promise<string[]> {
  const answers: string[] = [];
  for (let turn = 1; turn <= 3 && !answers.some((text) => notice.test(text)); turn += 1) {
    const { text } = await gateway.chat({ sessionKey, message: `question ${turn}` });
    answers.push(text);
  }
  return answers;
}

describe("the quota in the host", () => {
  it("warns once in the chat that a window is nearly used up, and the model never hears of it", async () => {
    const answers = await answersUntilNotice("agent:main:quota");
    expect(answers.at(-1)).toMatch(notice);
    expect(asked()).toBe(1);

    host.takeRequests();
    const next = await gateway.chat({ sessionKey: "agent:main:quota", message: "and now?" });
    expect(next.text).not.toContain("quota");
    expect(JSON.stringify(host.takeRequests().map(({ body }) => body))).not.toContain("Kimi Code quota");
    expect(JSON.stringify(await gateway.history("agent:main:quota"))).toContain("Kimi Code quota");
  });

  it("shows what is left on the host's own card, and to the web UI", async () => {
    const status = await gateway.chat({ sessionKey: "agent:main:quota", message: "/status" });
    expect(status.text).toMatch(/Usage: 5h 7% left ⏱\S.* · Week 50% left/u);
    const { providers } = usageSchema.parse(await gateway.call("usage.status", {}));
    expect(providers.find(({ provider }) => provider === "kimi")).toMatchObject({
      plan: "Advanced",
      windows: [{ label: "5h", usedPercent: 93 }, { label: "Week" }, { label: "Month" }],
    });
  });

  it("is not warned of if quotaWarning is false", async () => {
    const set = ["config", "set", "plugins.entries.kimi.config.quotaWarning", "false", "--strict-json"];
    await host.home.succeed(set);
    const { stdout } = await host.home.succeed(["config", "get", "plugins.entries.kimi.config.quotaWarning"]);
    expect(stdout.trim()).toBe("false");
  });
});
