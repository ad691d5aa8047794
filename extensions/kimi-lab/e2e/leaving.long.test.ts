import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { installPlugin, onboard } from "../host/setup.ts";
import { startTerminal } from "../host/terminal.ts";
import {
  addOtherProvider,
  chooseSearch,
  expectAnswer,
  makeLaterVersion,
  otherAnswer,
  otherModel,
} from "./support/leaving.ts";
import { useLeavingSuite } from "./support/leaving-suite.ts";
import { listProfiles, readConfig } from "./support/onboarding.ts";
import { packPlugin } from "./support/pack-plugin.ts";

const toolsSchema = z.looseObject({
  tools: z.looseObject({ web: z.looseObject({ search: z.unknown() }) }),
});

describe("an OpenClaw into which the packed plugin was installed", () => {
  const suite = useLeavingSuite();

  it("searches with the subscription after an onboarding, and starts without the plugin all the same", async () => {
    const { home, other, simulator } = suite;
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

  it("starts and answers with another model while it is disabled, and goes on with a later version of it", async () => {
    const { home, other, simulator } = suite;
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
    const { home, simulator } = suite;
    await onboard(home, { key: simulator.key });
    const unknown = await home.openclaw(["kimi", "remove", "kimi:nobody"]);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toContain("Stored: kimi:default.");
    const typed = await home.openclaw(["kimi", "remove", simulator.key]);
    expect(typed.stdout).toContain('OpenClaw does not have a key or sign-in "sk-…"');
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
