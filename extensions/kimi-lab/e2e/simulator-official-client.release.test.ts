import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { faults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage, today } from "../simulator/test-support.ts";
import { runOfficialClient } from "./support/official-client.ts";

let simulator: Simulator;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "kimi-client-"));
  simulator = await startSimulator({ service: today });
});
afterEach(async () => {
  await simulator.stop();
  await rm(home, { recursive: true, force: true });
});

/** Runs one prompt through the official client, in a home of its own, and returns what it printed. */
function prompt(text: string, environment: Record<string, string> = {}): Promise<string> {
  return runClient(["-p", text], {
    KIMI_MODEL_NAME: "kimi-for-coding",
    KIMI_MODEL_API_KEY: simulator.key,
    KIMI_MODEL_BASE_URL: simulator.baseUrl,
    ...environment,
  });
}

async function runClient(args: readonly string[], environment: Record<string, string>): Promise<string> {
  const { stdout } = await runOfficialClient(home, args, environment);
  return stdout;
}

/** Sets the client up as a subscription's `/models` does: for a model of ours that speaks this protocol. */
async function configure(protocol: "openai" | "anthropic"): Promise<void> {
  await mkdir(join(home, ".kimi-code"));
  const lines = [
    'default_model = "coding"',
    "[providers.kimi]",
    'type = "kimi"',
    `base_url = "${simulator.baseUrl}"`,
    `api_key = "${simulator.key}"`,
    "[models.coding]",
    'provider = "kimi"',
    'model = "kimi-for-coding"',
    "max_context_size = 262144",
    'capabilities = ["thinking", "tool_use", "image_in"]',
    ...(protocol === "anthropic" ? ['protocol = "anthropic"'] : []),
  ];
  await writeFile(join(home, ".kimi-code", "config.toml"), `${lines.join("\n")}\n`);
}

/** Writes a file that the client is then asked to read. */
async function leaveNote(): Promise<string> {
  const path = join(home, "note.txt");
  await writeFile(path, "the secret word is marzipan\n");
  return path;
}

describe("the official client", () => {
  it("holds a chat", async () => {
    expect(await prompt("hello there")).toContain("Kimi here. You said: hello there");
    expect(simulator.requests).toMatchObject([
      {
        path: "/coding/v1/chat/completions",
        userAgent: "kimi-code-cli/2.1.0",
        status: 200,
        outcome: "complete",
      },
    ]);
  });

  it("reads a file with its own tool, and answers with its content", async () => {
    expect(await prompt(`read the file ${await leaveNote()}`)).toContain("the secret word is marzipan");
    expect(simulator.requests.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("shows an image that it has read with its own tool", async () => {
    const path = join(home, "sky.png");
    await writeFile(path, Buffer.from(await drawImage({ background: "#1040c0" }), "base64"));
    const toolCalls = [{ name: "ReadMediaFile", arguments: { path } }];
    simulator.enqueue({ kind: "message", reasoning: "", toolCalls });
    expect(await prompt("what is in sky.png?")).toContain("I see 1 image: a 64x48 PNG, mostly blue.");
    expect(simulator.requests.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("reads a file on the Anthropic dialect too", async () => {
    const environment = { KIMI_MODEL_PROVIDER_TYPE: "anthropic" };
    expect(await prompt(`read the file ${await leaveNote()}`, environment)).toContain("marzipan");
    expect(simulator.requests.map(({ path, status }) => [path, status])).toEqual([
      ["/coding/v1/messages", 200],
      ["/coding/v1/messages", 200],
    ]);
  });

  it("tries again when the engine is overloaded", async () => {
    simulator.enqueue({ kind: "fault", fault: faults.engineOverloaded });
    expect(await prompt("hello there")).toContain("Kimi here. You said: hello there");
    expect(simulator.requests.map(({ status }) => status)).toEqual([429, 200]);
  });

  it("tells its user about a spent quota in the service's words", async () => {
    simulator.enqueue({ kind: "fault", fault: faults.weeklyLimit });
    await expect(prompt("hello there")).rejects.toThrow("weekly (7-day) usage limit");
    expect(simulator.requests.map(({ status }) => status)).toEqual([403]);
  });

  // On `/messages`, it replays a tool turn that was made without thinking as it was, also once thinking is on again.
  // The simulator refuses that; whether the service does is not known.
  it.each([
    {
      name: "on, off and on again",
      protocol: "openai",
      path: "/coding/v1/chat/completions",
      levels: ["enabled", "disabled", "enabled"],
    },
    {
      name: "on, then off",
      protocol: "anthropic",
      path: "/coding/v1/messages",
      levels: ["enabled", "disabled"],
    },
  ] as const)(
    "goes through a session of tools with thinking $name, on the protocol $protocol",
    async ({ protocol, path, levels }) => {
      await configure(protocol);
      const read = { name: "Read", arguments: { path: await leaveNote() } };
      for (const [index, level] of levels.entries()) {
        const reasoning = level === "enabled" ? { reasoning: "I had better look twice." } : {};
        simulator.enqueue({ kind: "message", ...reasoning, text: "At once.", toolCalls: [read, read] });
        const session = index === 0 ? [] : ["--continue"];
        const effort = level === "enabled" ? {} : { KIMI_MODEL_THINKING_EFFORT: "off" };
        expect(await runClient([...session, "-p", `look, ${index}`], effort)).toContain("marzipan");
      }
      const answered = levels.flatMap((type) => {
        const request = { path, status: 200, outcome: "complete", body: { thinking: { type } } };
        return [request, request];
      });
      expect(simulator.requests).toMatchObject(answered);
    },
  );
});
