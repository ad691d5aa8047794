import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Home } from "../host/home.ts";
import { startForeignService, type ForeignService } from "./support/foreign-service.ts";
import { addOtherProvider, chooseSearch, expectAnswer, otherAnswer, otherModel } from "./support/leaving.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { readConfig } from "./support/onboarding.ts";

const timeoutMs = olderHostMs;

describe.each(["2026.5.7", "2026.4.27"] as const)("leaving in OpenClaw %s", (version) => {
  const older = useOlderHome(version);
  let other: ForeignService;
  let home: Home;
  beforeAll(async () => {
    ({ home } = older);
    other = await startForeignService();
    await addOtherProvider(home, other);
    await chooseSearch(home);
  });
  afterAll(() => other.stop());

  it("takes the plugin out of the config, and an uninstalled plugin leaves an OpenClaw that answers", async () => {
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
