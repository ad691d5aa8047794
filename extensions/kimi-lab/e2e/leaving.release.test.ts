import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";

import { installPlugin, onboard } from "../host/setup.ts";
import { addOtherProvider, chooseSearch, expectAnswer, otherAnswer, otherModel } from "./support/leaving.ts";
import { useLeavingSuite } from "./support/leaving-suite.ts";
import { listProfiles, readConfig } from "./support/onboarding.ts";

// The quick start, an update and a disabled plugin are in `leaving.long.test.ts`.
describe("an OpenClaw into which the packed plugin was installed", () => {
  const suite = useLeavingSuite();

  it("starts and answers without it after openclaw kimi remove, and keeps it disabled when it comes again", async () => {
    const { home, other, plugin, simulator } = suite;
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

  it("loses one key by its name, and the model is no longer tied to it", async () => {
    const { home, simulator } = suite;
    await onboard(home, { key: simulator.key });
    const unknown = await home.openclaw(["kimi", "remove", "kimi:nobody"]);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toContain("Stored: kimi:default.");
    const typed = await home.openclaw(["kimi", "remove", simulator.key]);
    expect(typed.stdout).toContain('There is no key or sign-in "sk-…"');
    await home.succeed(["models", "set", "kimi/kimi-code@kimi:default"]);
    await home.succeed(["kimi", "remove", "kimi:default", "--yes"]);
    expect(await listProfiles(home)).toStrictEqual([]);
    const { agents, auth } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(auth?.profiles).toBeUndefined();

    // 2026.9.6 sets a key aside where a model is chosen already.
    await expect(onboard(home, { key: simulator.key })).rejects.toThrow("saved but inactive");
    const agentFolder = join(dirname(home.configFile), "agents", "main", "agent");
    await mkdir(agentFolder, { recursive: true });
    const held = new DatabaseSync(join(agentFolder, "openclaw-agent.sqlite"));
    held.exec("BEGIN EXCLUSIVE");
    const kept = await home.openclaw(["kimi", "remove", "--yes"]);
    held.close();
    expect(kept.exitCode).toBe(1);
    expect(kept.stdout).toMatch(/\nAnother program .*\nopenclaw kimi remove --yes\n$/u);
    expect(kept.stdout).not.toContain("stored key or sign-in:");
  });
});
