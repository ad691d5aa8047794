import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { readConfig } from "./support/onboarding.ts";
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
});
