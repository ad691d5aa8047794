import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

import { installPlugin, onboard } from "../host/setup.ts";
import { addOtherProvider, chooseSearch, expectAnswer, otherAnswer, otherModel } from "./support/leaving.ts";
import { useLeavingSuite } from "./support/leaving-suite.ts";
import { listProfiles } from "./support/onboarding.ts";

// The quick start, one key alone, an update and a disabled plugin are in `leaving.long.test.ts`.
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
});
