import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { faults } from "../simulator/faults.ts";
import { drawImage } from "../simulator/test-support.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const plain: unknown = expect.objectContaining(plainRequest);
const outputsSchema = z.looseObject({ outputs: z.array(z.looseObject({ text: z.string() })) });
const modelsSchema = z.looseObject({
  models: z.array(z.looseObject({ key: z.string(), input: z.string(), contextWindow: z.number() })),
});

describe("the command line", () => {
  let host: PluginHost;
  const printed: string[] = [];
  beforeAll(async () => {
    host = await setUpPluginHost();
  });
  afterAll(() => host[Symbol.asyncDispose]());

  async function run(...args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await host.home.succeed(args);
    printed.push(stdout, stderr);
    return stdout;
  }

  it("lists the default model with its inputs and window, also with the user's own base URL", async () => {
    const listed = modelsSchema.parse(
      JSON.parse(await run("models", "list", "--provider", "kimi", "--json")),
    );
    expect(listed.models.map(({ key, input, contextWindow }) => [key, input, contextWindow])).toStrictEqual([
      ["kimi/kimi-code", "text+image", 1_048_576],
    ]);
  });

  it("runs one turn on the default model", async () => {
    host.takeRequests();
    const turn = ["agent", "--local", "--agent", "main", "--session-id", "cli"];
    expect(await run(...turn, "--message", "say something")).toContain("say something");
    expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
  });

  it("describes an image", async () => {
    const file = join(host.home.directory, "red.png");
    await writeFile(file, Buffer.from(await drawImage({ width: 320, height: 200 }), "base64"));
    host.takeRequests();
    const answer = await run(
      "infer",
      "image",
      "describe",
      "--file",
      file,
      "--model",
      "kimi/kimi-code",
      "--json",
    );
    const { outputs } = outputsSchema.parse(JSON.parse(answer));
    expect(outputs).toStrictEqual([
      expect.objectContaining({ text: expect.stringContaining("320x200 PNG, mostly red") }),
    ]);
    // The host asks for 4,096 tokens, which reasoning may use up.
    expect(host.takeRequests().map(wireFacts)).toStrictEqual([
      expect.objectContaining({ ...plainRequest, outputLimit: 16_000 }),
    ]);
  });

  it("says how the subscription stands, for people and for programs", async () => {
    const text = await run("kimi", "status");
    expect(text).toMatch(
      /✓ credential +API key from profile:kimi:default, accepted \(fingerprint [0-9a-f]{8}\)/u,
    );
    expect(text).toMatch(/✓ chat +Works \(answered in \d+ ms\)/u);
    expect(text).toContain("kimi-for-coding (Kimi For Coding), 1,048,576 tokens");
    expect(text).toMatch(/quota +5 hours +\[█{3}░{7}\] +25% used, resets in/u);
    // A key of the environment does not go before a stored one, and a chat that fails is exit code 1.
    host.simulator.enqueue(
      { kind: "fault", fault: faults.membershipInactive },
      { when: ({ method }) => method === "POST" },
    );
    const failed = await host.home.openclaw(["kimi", "status", "--json"]);
    printed.push(failed.stdout, failed.stderr);
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ok: false,
      chat: { problem: expect.stringContaining("finds no active membership") },
      listing: { problem: null },
      quota: { problem: null, usage: { windows: [{ kind: "five-hour", usedPercent: 25 }, {}, {}, {}] } },
    });
  });

  it("prints the key nowhere, and leaves it in no file but the credential store", async () => {
    const { home, simulator } = host;
    expect(printed.length).toBeGreaterThan(0);
    expect(printed.join("\n")).not.toContain(simulator.key);
    expect(await findInFiles(home.directory, simulator.key, credentialStore)).toStrictEqual([]);
  });
});
