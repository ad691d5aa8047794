import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { createHome, type Home } from "../host/home.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import { startTerminal } from "../host/terminal.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { startForeignService, type ForeignService } from "./support/foreign-service.ts";
import {
  addOtherProvider,
  chooseSearch,
  expectAnswer,
  makeLaterVersion,
  otherAnswer,
  otherModel,
} from "./support/leaving.ts";
import { listProfiles, readConfig } from "./support/onboarding.ts";
import { packPlugin, type PackedPlugin } from "./support/pack-plugin.ts";
import { removeHome } from "./support/remove-home.ts";

const toolsSchema = z.looseObject({
  tools: z.looseObject({ web: z.looseObject({ search: z.unknown() }) }),
});

describe("an OpenClaw into which the packed plugin was installed", () => {
  let plugin: PackedPlugin;
  let simulator: Simulator;
  let other: ForeignService;
  let home: Home;
  beforeAll(async () => {
    plugin = await packPlugin();
    simulator = await startSimulator();
  });
  beforeEach(async () => {
    other = await startForeignService();
    home = await createHome();
    await installPlugin(home, { tarball: plugin.tarball });
    await pointAt(home, simulator.baseUrl);
  });
  afterEach(async () => {
    await other.stop();
    await removeHome(home, simulator);
  });
  afterAll(async () => {
    await simulator.stop();
    await plugin[Symbol.asyncDispose]();
  });

  it("searches with the subscription after an onboarding, and starts without the plugin all the same", async () => {
    const choice = ["--auth-choice", "kimi-code-api-key", "--flow", "quickstart", "--accept-risk"];
    const skipped = ["channels", "skills", "ui", "hooks", "daemon", "health"].map((step) => `--skip-${step}`);
    const terminal = await startTerminal(home, ["onboard", ...choice, ...skipped]);
    try {
      await terminal.waitFor(/share feature stats/u);
      await terminal.press("Enter");
      await terminal.waitFor(/◆ {2}What should we call your first agent/u);
      await terminal.press("Enter");
      await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
      await terminal.type(simulator.key);
      await terminal.press("Enter");
      await terminal.waitFor(/◆ {2}Test AI access now with a live completion/u);
      await terminal.press("Enter");
      await terminal.waitFor(/● Kimi Code \(Searches the web/u);
      await terminal.press("Enter");
      await terminal.waitFor(/Start now: openclaw gateway run/u);
    } finally {
      await terminal.stop();
    }
    const { tools } = toolsSchema.parse(await readConfig(home));
    expect(tools.web.search).toStrictEqual({ enabled: true });
    await home.succeed(["infer", "web", "search", "--query", "blue lobster", "--json"]);
    expect(simulator.requests.map(({ path }) => path)).toContain("/coding/v1/search");

    await home.succeed(["plugins", "uninstall", "kimi", "--force"]);
    await addOtherProvider(home, other);
    await home.succeed(["models", "set", otherModel]);
    await expectAnswer(home, otherAnswer);
  });

  it("starts and answers without it after openclaw kimi remove, and keeps it disabled when it comes again", async () => {
    await onboard(home, { key: simulator.key });
    await addOtherProvider(home, other);
    await chooseSearch(home);
    const before = await readFile(home.configFile, "utf8");
    const { stdout: shown } = await home.succeed(["kimi", "remove"]);
    expect(shown).toContain("  openclaw.json: tools.web.search.provider: kimi-code\n");
    expect(shown).toContain("  openclaw.json: agents.defaults.model.primary: kimi/kimi-code\n");
    expect(shown).toContain("  stored key or sign-in: kimi:default\n");
    expect(shown).toContain("\nopenclaw kimi remove --yes\n");
    expect(await readFile(home.configFile, "utf8")).toBe(before);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);

    const { stdout: removed } = await home.succeed(["kimi", "remove", "--yes"]);
    expect(removed).toMatch(/\nopenclaw plugins uninstall kimi\n$/u);
    expect(shown + removed).not.toContain(simulator.key);
    expect(await listProfiles(home)).toStrictEqual([]);
    await home.succeed(["plugins", "uninstall", "kimi", "--force"]);
    await home.succeed(["models", "set", otherModel]);
    await expectAnswer(home, otherAnswer);

    await installPlugin(home, { tarball: plugin.tarball });
    expect((await home.openclaw(["kimi", "status"])).exitCode).not.toBe(0);
    await home.succeed(["plugins", "enable", "kimi"]);
    expect((await home.succeed(["kimi", "remove"])).stdout).toContain("does not need this plugin");
  });

  it("starts and answers with another model while it is disabled, and goes on with a later version of it", async () => {
    await onboard(home, { key: simulator.key });
    await addOtherProvider(home, other);
    await chooseSearch(home);
    await home.succeed(["models", "set", otherModel]);
    await home.succeed(["plugins", "disable", "kimi"]);
    await expectAnswer(home, otherAnswer);

    await home.succeed(["plugins", "enable", "kimi"]);
    await home.succeed(["models", "set", "kimi/kimi-code"]);
    const folder = await mkdtemp(join(tmpdir(), "later-"));
    try {
      await makeLaterVersion(folder, "0.1.99");
      await using later = await packPlugin(folder);
      await installPlugin(home, later);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect((await home.succeed(["plugins", "inspect", "kimi"])).stdout).toContain("0.1.99");
    await expectAnswer(home, "Kimi here. You said:");
  });

  it("loses one key by its name, and the model is no longer tied to it", async () => {
    await onboard(home, { key: simulator.key });
    const unknown = await home.openclaw(["kimi", "remove", "kimi:nobody"]);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toContain("Stored: kimi:default.");
    await home.succeed(["models", "set", "kimi/kimi-code@kimi:default"]);
    await home.succeed(["kimi", "remove", "kimi:default", "--yes"]);
    expect(await listProfiles(home)).toStrictEqual([]);
    const { agents, auth } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(auth?.profiles).toBeUndefined();
  });
});
