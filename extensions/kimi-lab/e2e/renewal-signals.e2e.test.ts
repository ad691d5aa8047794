import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { extensionRoot } from "../host/paths.ts";
import { openExchangeFiles, REQUEST_TIMEOUT_MS } from "openclaw-kimi-coding/test-api";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator();
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-signals-"));
});
afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the process with a job; `ended` resolves with its exit code and signal. */
function start(refreshToken: string, until: number) {
  const script = join(extensionRoot, "src", "sign-in", "renewal", "renewal-process.ts");
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "ignore", "inherit"] });
  const job = { issuer: simulator.url, refreshToken, folder, until, userAgent: "claude-code/0.1.0" };
  child.stdin.end(JSON.stringify(job));
  return { child, ended: once(child, "exit") };
}

describe("the process that exchanges a token", () => {
  it.each([{ name: "SIGTERM" }, { name: "SIGINT" }, { name: "SIGHUP" }] as const)(
    "leaves its answer although $name comes while it waits",
    async ({ name }) => {
      simulator.reset();
      const { refresh_token: refreshToken } = simulator.oauth.issue();
      const held = Promise.withResolvers<void>();
      simulator.oauth.enqueue({ after: held.promise });
      const { child, ended } = start(refreshToken, Date.now() + 60_000);
      const asked = simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
      const early = ended.then(() => "ended without a request");
      expect(await Promise.race([asked, early])).toMatchObject({ path: "/api/oauth/token" });
      child.kill(name);
      held.resolve();
      expect(await ended).toStrictEqual([0, null]);
      expect(await openExchangeFiles(folder, refreshToken).wait()).toMatchObject({ kind: "tokens" });
    },
  );

  it("claims nothing where it starts too late for a request", async () => {
    const before = await readdir(folder);
    const { ended } = start("late", Date.now() + REQUEST_TIMEOUT_MS - 1);
    expect(await ended).toStrictEqual([0, null]);
    expect(await readdir(folder)).toStrictEqual(before);
  });
});
