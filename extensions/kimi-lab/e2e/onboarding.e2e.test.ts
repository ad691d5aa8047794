import { beforeAll, describe, expect, it } from "vitest";

import type { CommandResult } from "../host/command.ts";
import type { Home } from "../host/home.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { listProfiles, readConfig, runOnboard, type HostConfig } from "./support/onboarding.ts";
import { useOnboardingSuite } from "./support/onboarding-suite.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const nowhere = /^$/u;

const suite = useOnboardingSuite();

function said({ stdout, stderr }: CommandResult): string {
  return `${stdout}\n${stderr}`;
}

/** What onboarding wrote, without the times and versions of the host's last run. */
function withoutStamps(config: HostConfig): object {
  const { wizard: _, meta: __, ...rest } = config;
  return rest;
}

describe("onboarding a fresh home with the key as a flag", () => {
  let home: Home;
  let first: CommandResult;
  beforeAll(async () => {
    home = await suite.newHome();
    first = await runOnboard(home, { flag: SIMULATOR_KEY });
  });

  it("stores the profile kimi:default and makes kimi/kimi-code the default model, and nothing beside", async () => {
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    const { auth, agents, models } = await readConfig(home);
    expect(auth?.profiles).toStrictEqual({ "kimi:default": { provider: "kimi", mode: "api_key" } });
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(agents?.defaults).not.toHaveProperty("models");
    expect(agents?.defaults).not.toHaveProperty("modelPolicy");
    expect(models).toBeUndefined();
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
  });

  it("leaves the key in the credential store alone, not in the output either", async () => {
    expect(said(first)).not.toContain(SIMULATOR_KEY);
    const found = await findInFiles(home.directory, SIMULATOR_KEY, nowhere);
    expect(found).not.toHaveLength(0);
    expect(found.filter((path) => !credentialStore.test(path))).toStrictEqual([]);
  });

  it("can be repeated with the same key", async () => {
    const before = await readConfig(home);
    expect(await runOnboard(home, { flag: SIMULATOR_KEY })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(withoutStamps(await readConfig(home))).toStrictEqual(withoutStamps(before));
  });

  it("keeps the stored key when another one is refused", async () => {
    const before = await readConfig(home);
    const { exitCode, stderr } = await runOnboard(home, { flag: "sk-ant-api03-0123456789" });
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 1, stderr: expect.stringContaining("Anthropic") });
    expect(await readConfig(home)).toStrictEqual(before);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).not.toHaveLength(0);
  });

  it("leaves the stored key active when given another, and shows the host's command that switches", async () => {
    const other = "sk-kimi-another-0000000000000000000000000000";
    const result = await runOnboard(home, { flag: other });
    expect(said(result)).toMatch(/openclaw models auth activate kimi:setup-[\w-]+ --agent main/u);
    expect(said(result)).not.toContain(other);
    expect((await readConfig(home)).auth?.profiles).toStrictEqual({
      "kimi:default": { provider: "kimi", mode: "api_key" },
    });
  });
});

describe("onboarding into a config that is in use", () => {
  const other = {
    baseUrl: "http://127.0.0.1:9/v1",
    api: "openai-completions",
    models: [
      { id: "small", name: "Small" },
      { id: "large", name: "Large" },
    ],
  };
  const model = { primary: "other/small", fallbacks: ["other/large"] };

  it("keeps the default model and the other providers", async () => {
    const home = await suite.newHome({ agents: { defaults: { model } }, models: { providers: { other } } });
    expect(await runOnboard(home, { flag: SIMULATOR_KEY })).toMatchObject({ exitCode: 0 });
    const { agents, models } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual(model);
    expect(agents?.defaults).not.toHaveProperty("models");
    expect(models?.providers).toStrictEqual({ other });
  });

  it("adds kimi/kimi-code to an allow-list, keeps the rest of it, and the model can be used", async () => {
    const listed = { "other/small": { alias: "small" } };
    const home = await suite.newHome({
      agents: { defaults: { model, models: listed, modelPolicy: { allow: ["other/small"] } } },
      models: { providers: { other, kimi: suite.simulatorBlock() } },
    });
    expect(await runOnboard(home, { flag: SIMULATOR_KEY })).toMatchObject({ exitCode: 0 });
    const { defaults } = (await readConfig(home)).agents ?? {};
    expect(defaults?.model).toStrictEqual(model);
    expect(defaults?.models).toStrictEqual({ ...listed, "kimi/kimi-code": {} });
    expect(defaults?.modelPolicy).toStrictEqual({ allow: ["other/small", "kimi/kimi-code"] });
    const turn = ["agent", "--local", "--agent", "main", "--session-id", "s1", "--message", "hi"];
    const { stdout } = await home.succeed([...turn, "--model", "kimi/kimi-code"]);
    expect(stdout).toContain("Kimi here.");
  });
});

describe("a key in the environment", () => {
  const env = { KIMICODE_API_KEY: SIMULATOR_KEY };

  it("is stored as a reference to KIMICODE_API_KEY if the host is asked for that, and a turn uses it", async () => {
    const home = await suite.newHome({ models: { providers: { kimi: suite.simulatorBlock() } } });
    const result = await runOnboard(home, { env, extraArgs: ["--secret-input-mode", "ref"] });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(said(result)).not.toContain(SIMULATOR_KEY);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    expect(await findInFiles(home.directory, "KIMICODE_API_KEY", nowhere)).not.toHaveLength(0);

    const turn = ["agent", "--local", "--agent", "main", "--session-id", "s1", "--message", "hi"];
    const { stdout } = await home.succeed(turn, { env });
    expect(stdout).toContain("Kimi here.");
    expect(suite.simulator.inferences.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).toStrictEqual([]);
  });
});
