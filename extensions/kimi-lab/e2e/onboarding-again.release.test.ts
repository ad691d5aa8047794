import { afterEach, beforeAll, describe, expect, it } from "vitest";

import type { CommandResult } from "../host/command.ts";
import type { Home } from "../host/home.ts";
import { onboard } from "../host/setup.ts";
import { startTerminal, type Terminal } from "../host/terminal.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { findInFiles } from "./support/find-in-files.ts";
import {
  listProfiles,
  readConfig,
  runOnboard,
  type HostConfig,
  type OnboardInput,
} from "./support/onboarding.ts";
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

describe("onboarding a home that was onboarded", () => {
  let home: Home;
  beforeAll(async () => {
    home = await suite.newHome();
    await onboard(home, { key: SIMULATOR_KEY });
  });

  it("can be repeated with the same key", async () => {
    const before = await readConfig(home);
    expect(await runOnboard(home, { flag: SIMULATOR_KEY })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(withoutStamps(await readConfig(home))).toStrictEqual(withoutStamps(before));
  });

  it("leaves the stored key active when given another, and shows the host's command that switches", async () => {
    const other = "sk-kimi-another-0000000000000000000000000000";
    const result = await runOnboard(home, { flag: other });
    expect(said(result)).toMatch(/openclaw models auth activate kimi:setup-[\w-]+ --agent main/u);
    expect(said(result)).not.toContain(other);
    // It tests the key in use.
    expect(said(result)).not.toContain("openclaw kimi status");
    expect((await readConfig(home)).auth?.profiles).toStrictEqual({
      "kimi:default": { provider: "kimi", mode: "api_key" },
    });
  });
});

describe("another key that is typed into the wizard", () => {
  let terminal: Terminal | undefined;
  afterEach(() => terminal?.stop());

  it("takes the place of the stored one, and neither the profile nor the default model changes", async () => {
    const home = await suite.newHome({ models: { providers: { kimi: suite.simulatorBlock() } } });
    await onboard(home, { key: "sk-kimi-refused-0000000000000000000000000000" });
    const choice = ["--auth-choice", "kimi-code-api-key", "--flow", "quickstart", "--accept-risk"];
    const skipped = ["channels", "skills", "ui", "search", "hooks", "daemon"];
    terminal = await startTerminal(home, ["onboard", ...choice, ...skipped.map((step) => `--skip-${step}`)]);
    await terminal.waitFor(/share feature stats/u);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    await terminal.type(SIMULATOR_KEY);
    await terminal.press("Enter");
    await terminal.waitFor(/Try this key at Kimi Code now\?/u);
    await terminal.press("Enter");
    await terminal.waitFor(/Kimi Code accepts this key/u);
    await terminal.waitFor(/◆ {2}Test AI access now with a live completion/u);
    await terminal.press("Enter");
    await terminal.waitFor(/Start now: openclaw gateway run/u);

    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    const { agents } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    // The host's own test is a chat with the new key.
    expect(suite.simulator.inferences.map(wireFacts)).toContainEqual(expect.objectContaining(plainRequest));
  });
});

describe("what people paste around a key", () => {
  // One case for each way a key reaches the host. `src/service/api-key.test.ts` lists what is removed.
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

describe("no key at all", () => {
  let home: Home;
  beforeAll(async () => {
    home = await suite.newHome();
  });

  it("is refused as an empty flag, with the reason and the next step, and nothing is written", async () => {
    const before = await readConfig(home);
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: "" });
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("it is empty");
    expect(stderr).toContain("https://www.kimi.com/code/console");
    expect(stderr).toContain("openclaw onboard --auth-choice kimi-code-api-key");
    expect(await readConfig(home)).toStrictEqual(before);
  });

  it("is refused if neither flag nor variable is set, and the error names both", async () => {
    const { exitCode, stderr } = await runOnboard(home, {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain("--kimi-code-api-key");
    expect(stderr).toContain("KIMICODE_API_KEY");
  });

  it("leaves no sign-in behind", async () => {
    expect(await listProfiles(home)).toStrictEqual([]);
  });
});

describe("a key that may be of Moonshot's open platform", () => {
  it("is stored with a warning", async () => {
    const key = "sk-0123456789abcdefghijklmnopqrstuvwxyz";
    const home = await suite.newHome();
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: key });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /looks like a key of Moonshot's open platform.*https:\/\/www\.kimi\.com\/code\/console/u,
    );
    expect(stdout + stderr).not.toContain(key);
    expect(await findInFiles(home.directory, key, nowhere)).not.toHaveLength(0);
    expect((await readConfig(home)).auth?.profiles).toHaveProperty("kimi:default");
  });
});
