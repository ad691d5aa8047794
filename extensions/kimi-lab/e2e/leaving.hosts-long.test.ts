import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { messageText } from "../host/chat.ts";
import { startGateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { writeProviders } from "./support/edit-config.ts";
import { startForeignService, type ForeignService } from "./support/foreign-service.ts";
import { addOtherProvider, chooseSearch, expectAnswer, otherAnswer, otherModel } from "./support/leaving.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { readConfig } from "./support/onboarding.ts";
import { packPlugin } from "./support/pack-plugin.ts";
import { packVersion } from "./support/pack-version.ts";

const timeoutMs = olderHostMs;

// Each test goes on in the home as the one before has left it: one installation takes minutes there.
describe.each(["2026.5.7", "2026.4.27"] as const)("leaving in OpenClaw %s", (version) => {
  const older = useOlderHome(version, {}, () => packVersion("0.0.9"));
  let other: ForeignService;
  let home: Home;
  beforeAll(async () => {
    ({ home } = older);
    await chooseSearch(home);
  });
  beforeEach(async () => {
    other = await startForeignService();
  });
  afterEach(() => other.stop());

  it("replaces the plugin by a later file with --force, and keeps the key and the model", async () => {
    const { simulator } = older;
    const inspect = async () => (await home.succeed(["plugins", "inspect", "kimi"], { timeoutMs })).stdout;
    await writeProviders(home, { kimi: { baseUrl: simulator.baseUrl, models: [] } });
    const { agents, auth } = await readConfig(home);
    await using later = await packPlugin();
    const install = ["plugins", "install", later.tarball];
    const refused = await home.openclaw(install, { timeoutMs });
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout + refused.stderr).toContain("plugin already exists");
    expect(await inspect()).toContain("0.0.9");

    await home.succeed([...install, "--force"], { timeoutMs });
    expect(await inspect()).not.toContain("0.0.9");
    expect(await readConfig(home)).toMatchObject({ agents, auth });
    await expectAnswer(home, "Kimi here. You said:", timeoutMs);
  });

  it("does not know the model while the plugin is disabled, and another model answers", async () => {
    // As users have it: onboarding writes no provider.
    await writeProviders(home, {});
    await addOtherProvider(home, other);
    await home.succeed(["plugins", "disable", "kimi"], { timeoutMs });
    const gateway = await startGateway(home, { timeoutMs });
    try {
      const sessionKey = "agent:main:disabled";
      const say = async (message: string) => {
        const { text } = await gateway.chat({ message, sessionKey, timeoutMs, askForEnd: true });
        return [text, ...(await gateway.history(sessionKey)).map(messageText)].join("\n");
      };
      expect(await say("hello")).toContain("Unknown model: kimi/kimi-code");
      expect(await say(`/model ${otherModel}`)).toContain(`Model set to ${otherModel}`);
      expect(await say("good morning")).toContain(otherAnswer);
    } finally {
      await gateway.stop();
    }
  });

  it("takes the plugin out of the config, and an uninstalled plugin leaves an OpenClaw that answers", async () => {
    await home.succeed(["plugins", "enable", "kimi"], { timeoutMs });
    await addOtherProvider(home, other);
    const { stdout } = await home.succeed(["kimi", "remove", "--yes"], { timeoutMs });
    expect(stdout).toContain("  openclaw.json: tools.web.search.provider: kimi-code\n");
    expect(stdout).toContain("  stored key or sign-in: kimi:default\n");
    expect(stdout).not.toContain(older.simulator.key);
    const { auth, agents } = await readConfig(home);
    expect(auth?.profiles).toBeUndefined();
    expect(agents?.defaults?.model).toBeUndefined();
    const again = await home.succeed(["kimi", "remove"], { timeoutMs });
    expect(again.stdout).toContain("OpenClaw does not need this plugin.");

    await home.succeed(["plugins", "uninstall", "kimi", "--force"], { timeoutMs });
    await home.succeed(["models", "set", otherModel], { timeoutMs });
    await expectAnswer(home, otherAnswer, timeoutMs);
  });
});
