import { describe, expect, it } from "vitest";

import { setupNamed, useMovingInSuite } from "./support/moving-in-suite.ts";

// OpenClaw's own doctor, and chats with the old settings, are in `moving-in.long.test.ts`.
describe("moving in from an earlier way to use Kimi Code", () => {
  const suite = useMovingInSuite();

  it("is shown by openclaw kimi doctor, and mended when asked", async () => {
    const { home, simulator } = suite;
    const setup = setupNamed("openclaw#30099");
    const before = await suite.moveIn(setup);
    const env = { KIMI_API_KEY: simulator.key };
    const shown = await home.succeed(["kimi", "doctor"], { env });
    for (const line of setup.changes) expect(shown.stdout).toContain(`- ${line}\n`);
    expect(await suite.configText()).toBe(before);

    const fixed = await home.succeed(["kimi", "doctor", "--fix"], { env });
    // References to variables stay what they are.
    await suite.expectMended(setup);
    expect(`${shown.stdout}${shown.stderr}${fixed.stdout}${fixed.stderr}`).not.toContain(simulator.key);
  });
});
