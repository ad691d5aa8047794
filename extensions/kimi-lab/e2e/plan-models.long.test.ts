import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { plans } from "../simulator/simulator.ts";
import { drawImage } from "../simulator/test-support.ts";
import { only } from "openclaw-kimi-coding/test-api";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { plainRequest, wireFacts, type WireFacts } from "./support/wire-facts.ts";

const listSchema = z.object({
  models: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      provider: z.string(),
      contextWindow: z.number(),
      supportsFastMode: z.boolean().optional(),
    }),
  ),
  refreshFailed: z.boolean().optional(),
});

let host: PluginHost;
let gateway: Gateway;
/** Until this settles, the service has no list for anybody. */
const slowList = Promise.withResolvers<void>();

beforeAll(async () => {
  host = await setUpPluginHost();
  host.simulator.changePlan({ ...plans.basic, listing: { until: () => slowList.promise } });
  gateway = await startGateway(host.home);
});
afterAll(async () => {
  await gateway.stop();
  await host[Symbol.asyncDispose]();
});

/** The picker's rows, once the host has asked for them anew. */
async function refreshed() {
  const params = { provider: "kimi", refresh: true, includeDetails: true };
  return listSchema.parse(await gateway.call("models.list", params));
}

/** Sends commands, then a message, and returns what arrived at the service of that. */
async function turn(sessionKey: string, ...commands: readonly string[]): Promise<WireFacts> {
  for (const message of commands) await gateway.chat({ sessionKey, message });
  host.takeRequests();
  expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
  return only(host.takeRequests().map(wireFacts));
}

const newSession = () => `agent:main:${randomUUID()}`;

describe("a gateway whose service is slow with its list", () => {
  it("answers a chat before there is one", async () => {
    expect(await turn(newSession())).toMatchObject(plainRequest);
    const listings = host.simulator.requests.filter(({ path }) => path.endsWith("/models"));
    expect(listings.every(({ outcome }) => outcome !== "complete")).toBe(true);
    slowList.resolve();
  });
});

describe("the models of a plan", () => {
  it("are what the picker shows, and follow the plan", async () => {
    host.simulator.changePlan(plans.advanced);
    const main = { provider: "kimi", id: "kimi-code", name: "Kimi For Coding", contextWindow: 1_048_576 };
    const k3 = { provider: "kimi", id: "k3", name: "K3", contextWindow: 1_048_576 };
    await expect
      .poll(async () => (await refreshed()).models)
      .toMatchObject([
        { ...main, supportsFastMode: true },
        { ...k3, supportsFastMode: false },
        { provider: "kimi", id: "kimi-for-coding-highspeed", name: "Kimi For Coding Highspeed" },
      ]);
    host.simulator.changePlan(plans.basic);
    expect((await refreshed()).models).toMatchObject([
      { ...main, supportsFastMode: false },
      { ...k3, contextWindow: 262_144 },
    ]);
    host.simulator.changePlan(plans.lapsed);
    expect((await refreshed()).models.map(({ id }) => id)).toStrictEqual(["kimi-code", "k3"]);
  });

  it("answer an image on K3, with the effort that is asked for", async () => {
    const sessionKey = newSession();
    host.simulator.changePlan(plans.advanced);
    await refreshed();
    expect(await turn(sessionKey, "/model kimi/k3")).toMatchObject({ model: "k3", effort: "max" });
    expect(await turn(sessionKey, "/think low")).toMatchObject({ model: "k3", effort: "low" });
    const data = Buffer.from(await drawImage({ background: "#1040c0" }), "base64");
    const attachments = [{ fileName: "sea.png", mimeType: "image/png", data }];
    const answer = await gateway.chat({ sessionKey, message: "what is it?", attachments });
    expect(answer.text).toContain("mostly blue");
  });

  it("run faster in the host's fast mode where the plan has the faster one", async () => {
    const sessionKey = newSession();
    host.simulator.changePlan(plans.advanced);
    await refreshed();
    const fast = { ...plainRequest, model: "kimi-for-coding-highspeed" };
    expect(await turn(sessionKey, "/fast on")).toMatchObject(fast);
    expect(await turn(sessionKey, "/fast auto")).toMatchObject(fast);
    expect(await turn(sessionKey, "/fast off")).toMatchObject(plainRequest);
    host.simulator.changePlan(plans.basic);
    await refreshed();
    expect(await turn(sessionKey, "/fast on")).toMatchObject(plainRequest);
  });

  it("answer in fast mode, too, where the faster one has left unnoticed, and say so in the log once", async () => {
    const sessionKey = newSession();
    host.simulator.changePlan(plans.advanced);
    await refreshed();
    await gateway.chat({ sessionKey, message: "/fast on" });
    host.simulator.changePlan(plans.basic);
    host.takeRequests();
    const from = gateway.output().length;
    for (const message of ["hello", "and again"]) {
      const answer = await gateway.chat({ sessionKey, message });
      expect(answer).toMatchObject({ state: "final", text: expect.stringContaining("You said:") });
    }
    const asked = host.takeRequests().map((request) => wireFacts(request).model);
    expect(asked).toStrictEqual(["kimi-for-coding-highspeed", "kimi-for-coding", "kimi-for-coding"]);
    const said = gateway.output().slice(from);
    expect(said.match(/Your plan no longer has kimi-for-coding-highspeed/gu)).toHaveLength(1);
    const params = { provider: "kimi", includeDetails: true };
    const { models } = listSchema.parse(await gateway.call("models.list", params));
    expect(models.find(({ id }) => id === "kimi-code")).toMatchObject({ supportsFastMode: false });
  });

  it("are named to a user whose model has left the plan", async () => {
    host.simulator.changePlan(plans.basic);
    await refreshed();
    const sessionKey = newSession();
    await gateway.chat({ sessionKey, message: "/model kimi/kimi-for-coding-highspeed" });
    expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "error" });
    const [said = ""] = (await gateway.history(sessionKey)).toReversed().map(messageText);
    expect(said).toContain(
      "Your plan has kimi/kimi-code, kimi/k3. Choose another model:\n/model kimi/kimi-code\n",
    );
  });
});
