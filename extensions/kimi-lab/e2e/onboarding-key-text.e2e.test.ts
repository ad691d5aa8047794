import { beforeAll, describe, expect, it } from "vitest";

import type { Home } from "../host/home.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { findInFiles } from "./support/find-in-files.ts";
import { listProfiles, readConfig, runOnboard, type OnboardInput } from "./support/onboarding.ts";
import { useOnboardingSuite } from "./support/onboarding-suite.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const nowhere = /^$/u;

const suite = useOnboardingSuite();

describe("what people paste around a key", () => {
  // Each seam of the host once; what is taken away is a table of `src/api-key.test.ts`.
  const rows: readonly (OnboardInput & { readonly name: string })[] = [
    { name: "a quoted assignment, as the flag", flag: ` export KIMI_API_KEY="${SIMULATOR_KEY}"\n` },
    {
      name: "Bearer, in KIMI_API_KEY",
      // With this variable, the host also looks for its moonshot plugin, online.
      env: { KIMI_API_KEY: `Bearer ${SIMULATOR_KEY}`, npm_config_offline: "true" },
    },
  ];

  it.each(rows)("is taken away before the key reaches the service: $name", async (input) => {
    const home = await suite.newHome({ models: { providers: { kimi: suite.simulatorBlock() } } });
    // No look at stderr, where the host says that it did not find its moonshot plugin.
    expect(await runOnboard(home, input)).toMatchObject({ exitCode: 0 });
    await home.succeed(["infer", "model", "run", "--model", "kimi/kimi-code", "--prompt", "hi"]);
    expect(suite.simulator.requests.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
  });
});

describe("what cannot be a key of Kimi Code", () => {
  let home: Home;
  beforeAll(async () => {
    home = await suite.newHome();
  });

  it.each([
    { name: "an empty text", flag: "", reason: "it is empty" },
    { name: "a key of Anthropic", flag: "sk-ant-api03-0123456789", reason: "a key of Anthropic (sk-ant-…)" },
    { name: "two words", flag: "sk-kimi-0123 456789", reason: "more than the key was pasted" },
  ])("is refused with the reason and the next step, and nothing is written: $name", async (row) => {
    const before = await readConfig(home);
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: row.flag });
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(row.reason);
    expect(stderr).toContain("https://www.kimi.com/code/console");
    expect(stderr).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(await readConfig(home)).toStrictEqual(before);
    if (row.flag === "") return;
    expect(stderr).not.toContain(row.flag);
    expect(await findInFiles(home.directory, row.flag, nowhere)).toStrictEqual([]);
  });

  it("is refused without a flag and a variable, with the names of both", async () => {
    const { exitCode, stderr } = await runOnboard(home, {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain("--kimi-code-api-key");
    expect(stderr).toContain("KIMICODE_API_KEY");
  });

  it("leaves no sign-in behind", async () => {
    expect(await listProfiles(home)).toStrictEqual([]);
  });
});

describe("a key of another shape", () => {
  const ownEndpoint = { models: { providers: { kimi: { baseUrl: "http://127.0.0.1:9/v1", models: [] } } } };
  const platformKey = "sk-0123456789abcdefghijklmnopqrstuvwxyz";

  it.each([
    {
      name: "is stored with a warning when it may be of Moonshot's open platform",
      config: {},
      key: platformKey,
      warning: /looks like a key of Moonshot's open platform.*https:\/\/www\.kimi\.com\/code\/console/u,
    },
    {
      name: "is stored without a word when the user has a base URL of their own",
      config: ownEndpoint,
      key: platformKey,
      warning: nowhere,
    },
  ])("$name", async ({ config, key, warning }) => {
    const home = await suite.newHome(config);
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: key });
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: expect.stringMatching(warning) });
    expect(stdout + stderr).not.toContain(key);
    expect(await findInFiles(home.directory, key, nowhere)).not.toHaveLength(0);
    expect((await readConfig(home)).auth?.profiles).toHaveProperty("kimi:default");
  });
});
