import { beforeAll, describe, expect, it } from "vitest";

import type { CommandResult } from "../host/command.ts";
import type { Home } from "../host/home.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { listProfiles, readConfig, runOnboard } from "./support/onboarding.ts";
import { useOnboardingSuite } from "./support/onboarding-suite.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const nowhere = /^$/u;

const suite = useOnboardingSuite();

function said({ stdout, stderr }: CommandResult): string {
  return `${stdout}\n${stderr}`;
}

describe("onboarding a fresh home with the key as a flag", () => {
  let home: Home;
  let first: CommandResult;
  beforeAll(async () => {
    home = await suite.newHome();
    first = await runOnboard(home, { flag: ` export KIMI_API_KEY="${SIMULATOR_KEY}"\n` });
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

  it("stores the key without what was pasted around it", async () => {
    expect(await findInFiles(home.directory, `KIMI_API_KEY="`, nowhere)).toStrictEqual([]);
    expect(await findInFiles(home.directory, `KIMI_API_KEY=\\"`, nowhere)).toStrictEqual([]);
  });

  it("refuses another vendor's key with the reason and the next step, and keeps the stored one", async () => {
    const before = await readConfig(home);
    const refused = "sk-ant-api03-0123456789";
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: refused });
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("a key of Anthropic (sk-ant-…)");
    expect(stderr).toContain("https://www.kimi.com/code/console");
    expect(stderr).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(stderr).not.toContain(refused);
    expect(await readConfig(home)).toStrictEqual(before);
    expect(await findInFiles(home.directory, refused, nowhere)).toStrictEqual([]);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).not.toHaveLength(0);
  });
});

describe("onboarding into a config that is in use, with a reference to a variable", () => {
  // As people copy it from an example of a request.
  const env = { KIMICODE_API_KEY: `Bearer ${SIMULATOR_KEY}` };
  const other = {
    baseUrl: "http://127.0.0.1:9/v1",
    api: "openai-completions",
    models: [
      { id: "small", name: "Small" },
      { id: "large", name: "Large" },
    ],
  };
  const model = { primary: "other/small", fallbacks: ["other/large"] };
  const listed = { "other/small": { alias: "small" } };
  let home: Home;
  let result: CommandResult;
  beforeAll(async () => {
    home = await suite.newHome({
      agents: { defaults: { model, models: listed, modelPolicy: { allow: ["other/small"] } } },
      models: { providers: { other, kimi: suite.simulatorBlock() } },
    });
    result = await runOnboard(home, { env, extraArgs: ["--secret-input-mode", "ref"] });
  });

  it("keeps the default model and the other providers", async () => {
    expect(result).toMatchObject({ exitCode: 0 });
    const { agents, models } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual(model);
    expect(models?.providers).toStrictEqual({ other, kimi: suite.simulatorBlock() });
  });

  it("adds kimi/kimi-code to an allow-list, and keeps the rest of it", async () => {
    const { defaults } = (await readConfig(home)).agents ?? {};
    expect(defaults?.models).toStrictEqual({ ...listed, "kimi/kimi-code": {} });
    expect(defaults?.modelPolicy).toStrictEqual({ allow: ["other/small", "kimi/kimi-code"] });
  });

  it("stores the name of the variable, and the key nowhere", async () => {
    expect(said(result)).not.toContain(SIMULATOR_KEY);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    expect(await findInFiles(home.directory, "KIMICODE_API_KEY", nowhere)).not.toHaveLength(0);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).toStrictEqual([]);
  });

  it("makes a model that can be used with the key of the variable, which then is in no file either", async () => {
    const run = ["infer", "model", "run", "--model", "kimi/kimi-code", "--prompt", "hi"];
    expect((await home.succeed(run, { env })).stdout).toContain("Kimi here.");
    expect(suite.simulator.inferences.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).toStrictEqual([]);
  });
});
