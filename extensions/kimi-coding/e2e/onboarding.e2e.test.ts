import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { CommandResult } from "../host/command.ts";
import type { Home } from "../host/home.ts";
import { startTerminal, type Terminal } from "../host/terminal.ts";
import { SIMULATOR_KEY, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import {
  copyHome,
  createInstalledHome,
  listProfiles,
  readConfig,
  runOnboard,
  type HostConfig,
  type OnboardInput,
} from "./support/onboarding.ts";
import { startServiceProxy } from "./support/service-proxy.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const nowhere = /^$/u;

let installed: Home;
let simulator: Simulator;
const copies: Home[] = [];

beforeAll(async () => {
  installed = await createInstalledHome();
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.stop();
  await Promise.all([installed, ...copies].map((home) => home.remove()));
});
afterEach(() => simulator.reset());

/** A home with the plugin installed and the user's config, removed with the others at the end. */
async function newHome(config: object = {}): Promise<Home> {
  const home = await copyHome(installed, config);
  copies.push(home);
  return home;
}

/** The user's block that sends the requests to the simulator. */
function simulatorBlock(): object {
  return { baseUrl: simulator.baseUrl, models: [] };
}

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
    home = await newHome();
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
    const home = await newHome({ agents: { defaults: { model } }, models: { providers: { other } } });
    expect(await runOnboard(home, { flag: SIMULATOR_KEY })).toMatchObject({ exitCode: 0 });
    const { agents, models } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual(model);
    expect(agents?.defaults).not.toHaveProperty("models");
    expect(models?.providers).toStrictEqual({ other });
  });

  it("adds kimi/kimi-code to an allow-list, keeps the rest of it, and the model can be used", async () => {
    const listed = { "other/small": { alias: "small" } };
    const home = await newHome({
      agents: { defaults: { model, models: listed, modelPolicy: { allow: ["other/small"] } } },
      models: { providers: { other, kimi: simulatorBlock() } },
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
    const home = await newHome({ models: { providers: { kimi: simulatorBlock() } } });
    const result = await runOnboard(home, { env, extraArgs: ["--secret-input-mode", "ref"] });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(said(result)).not.toContain(SIMULATOR_KEY);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    expect(await findInFiles(home.directory, "KIMICODE_API_KEY", nowhere)).not.toHaveLength(0);

    const turn = ["agent", "--local", "--agent", "main", "--session-id", "s1", "--message", "hi"];
    const { stdout } = await home.succeed(turn, { env });
    expect(stdout).toContain("Kimi here.");
    expect(simulator.requests.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    expect(await findInFiles(home.directory, SIMULATOR_KEY, nowhere)).toStrictEqual([]);
  });
});

describe("what people paste around a key", () => {
  const rows: readonly (OnboardInput & { readonly name: string })[] = [
    { name: "quotes and blanks, as the flag", flag: ` "${SIMULATOR_KEY}" ` },
    { name: "Bearer, in KIMI_API_KEY", env: { KIMI_API_KEY: `Bearer ${SIMULATOR_KEY}` } },
    {
      name: "a shell assignment and a line break, in KIMICODE_API_KEY",
      env: { KIMICODE_API_KEY: `export KIMI_API_KEY='${SIMULATOR_KEY}'\n` },
    },
  ];

  it.each(rows)("is taken away before the key reaches the service: $name", async (input) => {
    const home = await newHome({ models: { providers: { kimi: simulatorBlock() } } });
    // No look at stderr: with KIMI_API_KEY set, the host also looks for its moonshot plugin, online.
    expect(await runOnboard(home, input)).toMatchObject({ exitCode: 0 });
    await home.succeed(["infer", "model", "run", "--model", "kimi/kimi-code", "--prompt", "hi"]);
    expect(simulator.requests.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
  });
});

describe("what cannot be a key of Kimi Code", () => {
  let home: Home;
  beforeAll(async () => {
    home = await newHome();
  });

  it.each([
    { name: "an empty text", flag: "", reason: "no key was given" },
    { name: "a key of Anthropic", flag: "sk-ant-api03-0123456789", reason: "a key of Anthropic (sk-ant-…)" },
    { name: "a key of OpenAI", flag: "sk-proj-0123456789", reason: "a key of OpenAI (sk-proj-…)" },
    {
      name: "a control character",
      flag: "sk-kimi-0123\u00076789",
      reason: "control or invisible characters",
    },
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
    expect(stderr).toContain("KIMI_API_KEY");
  });

  it("leaves no sign-in behind", async () => {
    expect(await listProfiles(home)).toStrictEqual([]);
  });
});

describe("a key of another shape", () => {
  const ownEndpoint = { models: { providers: { kimi: { baseUrl: "http://127.0.0.1:9/v1", models: [] } } } };
  const platformKey = "sk-0123456789abcdefghijklmnopqrstuvwxyz";
  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl";

  it.each([
    {
      name: "is stored with a warning when it may be of Moonshot's open platform",
      config: {},
      key: platformKey,
      warning: /looks like a key of Moonshot's open platform.*https:\/\/www\.kimi\.com\/code\/console/u,
    },
    {
      name: "is stored with a warning when it is a JWT",
      config: {},
      key: token,
      warning: /looks like an access token .*JWT.*https:\/\/www\.kimi\.com\/code\/console/u,
    },
    {
      name: "is stored without a word when the user has a base URL of their own",
      config: ownEndpoint,
      key: platformKey,
      warning: nowhere,
    },
  ])("$name", async ({ config, key, warning }) => {
    const home = await newHome(config);
    const { exitCode, stdout, stderr } = await runOnboard(home, { flag: key });
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: expect.stringMatching(warning) });
    expect(stdout + stderr).not.toContain(key);
    expect(await findInFiles(home.directory, key, nowhere)).not.toHaveLength(0);
    expect((await readConfig(home)).auth?.profiles).toHaveProperty("kimi:default");
  });
});

describe("onboarding in a terminal", () => {
  let terminal: Terminal | undefined;
  afterEach(() => terminal?.stop());

  it("asks for the key, says why it refuses one and asks again, tries the service, and ends set up", async () => {
    const home = await newHome();
    await using proxy = await startServiceProxy(simulator.url, home.directory);
    const choice = ["--auth-choice", "kimi-code-api-key", "--flow", "quickstart", "--accept-risk"];
    const skipped = ["channels", "skills", "ui", "search", "hooks", "daemon", "health"];
    const args = ["onboard", ...choice, ...skipped.map((step) => `--skip-${step}`)];
    terminal = await startTerminal(home, args, { env: proxy.env });
    await terminal.waitFor(/share feature stats/u);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}What should we call your first agent/u);
    await terminal.press("Enter");

    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    const refused = "sk-ant-api03-0123456789";
    await terminal.type(refused);
    await terminal.press("Enter");
    await terminal.waitFor(/a key of Anthropic \(sk-ant-…\), not of Kimi Code/u);
    await terminal.press("C-u");
    await terminal.type(SIMULATOR_KEY);
    await terminal.press("Enter");

    await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    await terminal.waitFor(/◆ {2}Test AI access now with a live completion/u);
    await terminal.press("Enter");
    const screen = await terminal.waitFor(/Start now: openclaw gateway run/u, { timeoutMs: 90_000 });
    expect(screen).not.toContain(SIMULATOR_KEY);
    expect(screen).not.toContain(refused);

    expect(simulator.requests.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    // The host stores a key that passed its test under a name of its own, and ties the model to it (2026.9.6).
    const [profile, ...others] = await listProfiles(home);
    expect(profile).toMatch(/^kimi:setup-[\w-]+$/u);
    expect(others).toStrictEqual([]);
    const { agents, models } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: `kimi/kimi-code@${profile}` });
    expect(models?.providers).toBeUndefined();
    expect(await findInFiles(home.directory, SIMULATOR_KEY, credentialStore)).toStrictEqual([]);
  });

  it("signs in without the wizard, too: a refused key is asked for again", async () => {
    const home = await newHome();
    terminal = await startTerminal(home, ["models", "auth", "login", "--provider", "kimi", "--set-default"]);
    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    await terminal.type("sk-kimi-0123 456789");
    await terminal.press("Enter");
    await terminal.waitFor(/more than the key was pasted/u);
    await terminal.press("C-u");
    await terminal.type(` "${SIMULATOR_KEY}" `);
    await terminal.press("Enter");
    const screen = await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    expect(screen).not.toContain(SIMULATOR_KEY);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    const { agents } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(await findInFiles(home.directory, SIMULATOR_KEY, credentialStore)).toStrictEqual([]);
  });
});
