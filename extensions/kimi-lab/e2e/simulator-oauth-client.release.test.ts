import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startTerminal } from "../host/terminal.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { clientEnvironment, clientProgram, runOfficialClient } from "./support/official-client.ts";

let service: Simulator;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kimi-client-"));
  const accounts = [{ ...defaultAccount, quota: "both" as const }];
  service = await startSimulator({ accounts, oauth: { intervalSeconds: 1 } });
});
afterEach(() => service.reset());
afterAll(async () => {
  await service.stop();
  await rm(home, { recursive: true, force: true });
});

function hosts(): Record<string, string> {
  return { KIMI_CODE_BASE_URL: service.baseUrl, KIMI_CODE_OAUTH_HOST: service.url };
}

async function run(args: readonly string[], environment: Record<string, string> = {}) {
  return await runOfficialClient(home, args, { ...hosts(), ...environment });
}

/** Signs in, with the decision made once the client has been told to wait. */
async function login(decide: (userCode: string) => void) {
  const decided = async () => {
    await service.waitForRequest(({ path, status }) => path === "/api/oauth/token" && status === 400);
    const [userCode = ""] = service.oauth.pending;
    decide(userCode);
    return userCode;
  };
  // PATH contains no programs, so the client cannot open a browser.
  const [{ stdout, stderr }, userCode] = await Promise.all([run(["login"], { PATH: home }), decided()]);
  return { said: stdout + stderr, userCode };
}

/** Paths and statuses since the last reset. */
function exchanges(): string[] {
  return service.requests.map(({ path, status }) => `${path} ${status}`);
}

describe("the official client", () => {
  it("gives up when its user denies", async () => {
    await expect(login((userCode) => service.oauth.deny(userCode))).rejects.toThrow(/denied/iu);
    expect(service.oauth.secrets).toHaveLength(1);
  });

  it("signs in by device code, holds a chat, and refreshes once when its token has expired", async () => {
    const { said, userCode } = await login((code) => service.oauth.approve(code));
    expect(said).toContain(`${service.url}/code/authorize_device?user_code=${userCode}`);
    expect(said).toContain("Logged in");
    expect(exchanges()).toEqual([
      "/api/oauth/device_authorization 200",
      "/api/oauth/token 400",
      "/api/oauth/token 200",
      "/coding/v1/models 200",
    ]);
    service.reset();
    expect((await run(["-p", "hello there"])).stdout).toContain("Kimi here. You said: hello there");
    service.clock.advance(900_000);
    expect((await run(["-p", "hello again"])).stdout).toContain("Kimi here. You said: hello again");
    expect(exchanges()).toEqual([
      "/coding/v1/chat/completions 200",
      "/coding/v1/chat/completions 401",
      "/api/oauth/token 200",
      "/coding/v1/chat/completions 200",
    ]);
    expect(service.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("shows the windows, their resets and the wallet as the simulator tells them", async () => {
    const env = { ...clientEnvironment(home), ...hosts() };
    const terminal = await startTerminal({ directory: home, env, host: { entry: clientProgram } }, []);
    try {
      await terminal.waitFor(/trust/iu);
      await terminal.press("Enter");
      await terminal.waitFor(/context: 0%/u);
      await terminal.type("/usage");
      await terminal.waitFor(/│ > \/usage/u);
      await terminal.press("Enter");
      const shown = await terminal.waitFor(/Balance/u);
      expect(shown).toMatch(/5h limit +█{14}░{6} +70% used +resets in [45]h/u);
      expect(shown).toMatch(/Weekly limit +█{2}░{18} +10% used +resets in [67]d/u);
      expect(shown).toMatch(/Monthly limit +█{6}░{14} +30% used/u);
      expect(shown).toMatch(/kimi 10% · code 20%/u);
      expect(shown).toMatch(/Balance +\$100\.00/u);
    } finally {
      await terminal.stop();
    }
  });
});
