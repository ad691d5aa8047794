import { join } from "node:path";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import { editConfig } from "./support/edit-config.ts";
import { makeKey, setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const plain: unknown = expect.objectContaining(plainRequest);
const outputsSchema = z.looseObject({ outputs: z.array(z.looseObject({ text: z.string() })) });

describe("the command line, further", () => {
  let host: PluginHost;
  beforeAll(async () => {
    host = await setUpPluginHost();
  });
  afterAll(() => host[Symbol.asyncDispose]());

  async function run(...args: readonly string[]): Promise<string> {
    return (await host.home.succeed(args)).stdout;
  }

  it("lists the model in a table with its inputs and its window", async () => {
    // The host rounds the tokens in this table.
    expect(await run("models", "list", "--provider", "kimi")).toMatch(
      /kimi\/kimi-code +text\+image +\d+[km]/iu,
    );
  });

  it("lists the profile that onboarding stored, without its key", async () => {
    const listed = await run("models", "auth", "list");
    expect(listed).toContain("kimi:default");
    expect(listed).not.toContain(host.simulator.key);
  });

  it("runs a turn by an older name of the model", async () => {
    host.takeRequests();
    const turn = ["agent", "--local", "--agent", "main", "--session-id", "older", "--model", "kimi/k2p5"];
    expect(await run(...turn, "--message", "say something")).toContain("say something");
    expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
  });

  it("runs the model outside of any agent, by an older name of it", async () => {
    host.takeRequests();
    const answer = await run("infer", "model", "run", "--model", "kimi/k2p5", "--prompt", "hello", "--json");
    expect(outputsSchema.parse(JSON.parse(answer)).outputs).toStrictEqual([
      expect.objectContaining({ text: expect.stringContaining("hello") }),
    ]);
    expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
  });

  it("runs a turn below OpenClaw's capturing proxy", async () => {
    host.takeRequests();
    const turn = ["agent", "--local", "--agent", "main", "--session-id", "proxied", "--message", "say whale"];
    const openclaw = [process.execPath, host.home.host.entry];
    expect(await run("proxy", "run", "--", ...openclaw, ...turn)).toContain("say whale");
    expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
  });

  it("describes an image with the next profile where the service refuses the first one", async () => {
    vi.stubEnv("OPENCLAW_STATE_DIR", join(host.home.directory, ".openclaw"));
    upsertAuthProfile({
      profileId: "kimi:refused",
      credential: { type: "api_key", provider: "kimi", key: makeKey() },
    });
    vi.unstubAllEnvs();
    const order = { kimi: ["kimi:refused", "kimi:default"] };
    await editConfig(host.home, (config) => ({ ...config, auth: { order } }));
    host.takeRequests();
    const file = join(import.meta.dirname, "../demo/sailing-boat.png");
    const describeFile = ["infer", "image", "describe", "--file", file];
    const described = await run(...describeFile, "--model", "kimi/kimi-code", "--json");
    expect(described).toContain("I see 1 image");
    expect(host.takeRequests().map(({ status }) => status)).toStrictEqual([401, 200]);
  });
});
