import { mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { startGateway } from "../host/gateway.ts";
import { startTerminal } from "../host/terminal.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { only } from "openclaw-kimi-coding/test-api";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { runOfficialClient } from "./support/official-client.ts";
import { removeHome } from "./support/remove-home.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-clients-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a chat on the official client's sign-in, beside that client", () => {
  it("works for both, before and after the client renews it, and the file stays the client's", async () => {
    await using simulator = await stoppable({ oauth: { autoApprove: true, intervalSeconds: 1 } });
    const endpoint = { KIMI_CODE_BASE_URL: simulator.baseUrl, KIMI_CODE_OAUTH_HOST: simulator.url };
    // Its path holds nothing, so that it opens no browser.
    await runOfficialClient(folder, ["login"], { ...endpoint, PATH: folder });
    const env = { ...endpoint, KIMI_CODE_HOME: join(folder, ".kimi-code") };
    const home = await createInstalledHome({ gateway: localGateway() });
    const method = ["--provider", "kimi", "--method", "kimi-client", "--set-default"];
    const terminal = await startTerminal(home, ["models", "auth", "login", ...method], { env });
    try {
      await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    } finally {
      await terminal.stop();
    }
    const gateway = await startGateway(home, { env });
    try {
      const sessionKey = "agent:main:client";
      const files = await findInFiles(folder, "refresh_token", /\.lock/u);
      const file = only(files);
      const before = await stat(file);
      expect(await gateway.chat({ sessionKey, message: "on your token" })).toMatchObject({ state: "final" });
      expect(await stat(file)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });

      simulator.clock.advance(900_000);
      const { stdout } = await runOfficialClient(folder, ["-p", "hello from the client"], endpoint);
      expect(stdout).toContain("You said: hello from the client");
      expect(await gateway.chat({ sessionKey, message: "on your next token" })).toMatchObject({
        state: "final",
      });
      expect((await runOfficialClient(folder, ["-p", "and again"], endpoint)).stdout).toContain("and again");

      expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
      for (const secret of simulator.oauth.secrets) {
        expect(gateway.output()).not.toContain(secret);
        expect(await findInFiles(home.directory, secret, credentialStore)).toStrictEqual([]);
      }
    } finally {
      await gateway.stop();
      await removeHome(home, simulator);
    }
  });
});

/** A simulator that stops with the block. */
async function stoppable(options: Parameters<typeof startSimulator>[0]) {
  const simulator = await startSimulator(options);
  return Object.assign(simulator, { [Symbol.asyncDispose]: () => simulator.stop() });
}
