import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { createHome, type Home } from "../host/home.ts";
import { onboard } from "../host/setup.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { writeProviders } from "./support/edit-config.ts";
import { startLoopbackRegistry, type LoopbackRegistry } from "./support/loopback-registry.ts";
import { readConfig } from "./support/onboarding.ts";
import { packVersion, type PackedVersion } from "./support/pack-version.ts";
import { makeKey } from "./support/plugin-host.ts";
import { removeHome } from "./support/remove-home.ts";

const listSchema = z.looseObject({
  plugins: z.array(z.looseObject({ id: z.string(), version: z.string().optional(), status: z.string() })),
});
const consents = ["--force", "--accept-capabilities"] as const;

/** Of the same code: an upgrade changes what the host holds of a package, and nothing that the user has stored. */
let older: PackedVersion;
let newer: PackedVersion;
let newest: PackedVersion;
let registry: LoopbackRegistry;
let simulator: Simulator;

beforeAll(async () => {
  older = await packVersion("0.1.0");
  newer = await packVersion("0.1.1");
  newest = await packVersion("0.1.2");
  registry = await startLoopbackRegistry();
  await registry.publish(older);
  simulator = await startSimulator({
    accounts: [{ id: "user", key: makeKey(), models: ["kimi-for-coding"] }],
  });
});
afterAll(async () => {
  await simulator.stop();
  await registry[Symbol.asyncDispose]();
  for (const packed of [older, newer, newest]) await packed[Symbol.asyncDispose]();
});

/** Of the plugin that the host loads; `undefined` where it loads none. */
async function installedVersion(home: Home): Promise<string | undefined> {
  const { plugins } = await home.json(["plugins", "list", "--json"], listSchema);
  return plugins.find(({ id, status }) => id === "kimi" && status === "loaded")?.version;
}

/** A turn of one conversation: what of the conversation the request held. */
async function say(home: Home, message: string): Promise<string> {
  const before = simulator.inferences.length;
  const turn = ["agent", "--local", "--agent", "main", "--session-id", "kept", "--message", message];
  // The host puts the time before the message.
  expect((await home.succeed(turn)).stdout).toMatch(
    new RegExp(`^Kimi here\\. You said: .*${message}$`, "mu"),
  );
  return JSON.stringify(simulator.inferences.slice(before).map(({ body }) => body));
}

/** The key, the default model and the conversation of before. */
async function expectAllKept(home: Home): Promise<void> {
  const { auth, agents } = await readConfig(home);
  expect(auth?.profiles).toStrictEqual({ "kimi:default": { provider: "kimi", mode: "api_key" } });
  expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
  expect(await say(home, "and now")).toContain("remember BANANA");
}

describe("the packed plugin, installed from a registry by its name", () => {
  let home: Home;
  beforeAll(async () => {
    home = await createHome({ env: { npm_config_registry: registry.url } });
    await home.succeed(["plugins", "install", older.manifest.name, ...consents]);
    await onboard(home, { key: simulator.key });
    await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, models: [] } });
    await say(home, "remember BANANA");
  });
  afterAll(() => removeHome(home, simulator));

  it("is found there", async () => {
    expect(await installedVersion(home)).toBe("0.1.0");
  });

  it("is updated by `plugins update`, and the key, the default model and the conversation are kept", async () => {
    await registry.publish(newer);
    await home.succeed(["plugins", "update", "kimi"]);
    expect(await installedVersion(home)).toBe("0.1.1");
    await expectAllKept(home);
  });

  it("is replaced by a packed file, and the key, the default model and the conversation are kept", async () => {
    await home.succeed(["plugins", "install", `npm-pack:${newest.tarball}`, ...consents]);
    expect(await installedVersion(home)).toBe("0.1.2");
    await expectAllKept(home);
  });
});
