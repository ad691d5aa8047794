import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { startTerminal } from "../host/terminal.ts";
import { faults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { applyProviders } from "./support/edit-config.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { removeHome } from "./support/remove-home.ts";
import { createInstalledHome } from "./support/installed-home.ts";
import { listProfiles, readConfig } from "./support/onboarding.ts";

const isRenewal = ({ path }: { readonly path: string }) => path === "/api/oauth/token";

describe("a sign-in by device code", () => {
  /** Seconds. */
  const tokenLife = 2;
  let simulator: Simulator;
  let home: Home;
  let screen: string;
  let gateway: Gateway;

  beforeAll(async () => {
    simulator = await startSimulator({ oauth: { accessTokenLifeSeconds: tokenLife, intervalSeconds: 1 } });
    home = await createInstalledHome({
      models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
    });
    screen = await onboard(home, simulator);
    gateway = await startGateway(home);
    simulator.reset();
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
    await removeHome(home, simulator);
  });

  it("shows the page and the code, and stores one profile and a Kimi default model", async () => {
    expect(screen).toMatch(/Code: [A-Z]{4}-[A-Z]{4}/u);
    expect(screen).toContain("You are signed in to Kimi Code.");
    const [profile, ...others] = await listProfiles(home);
    expect(profile).toMatch(/^kimi:/u);
    expect(others).toStrictEqual([]);
    const { agents } = await readConfig(home);
    expect(agents?.defaults?.model?.primary).toMatch(/^kimi\/kimi-code/u);
  });

  it("keeps chatting in parallel turns while its token expires ten times, and renews it once each time", async () => {
    const startedAt = Date.now();
    const states: string[] = [];
    for (let round = 0; simulator.oauth.refreshes < 10; round += 1) {
      const turns = [1, 2, 3].map((n) =>
        gateway.chat({ sessionKey: `agent:main:life-${n}`, message: `round ${round}` }),
      );
      states.push(...(await Promise.all(turns)).map(({ state }) => state));
    }
    expect(new Set(states)).toStrictEqual(new Set(["final"]));
    expect(simulator.oauth.reuses).toBe(0);
    const renewals = simulator.requests.filter(isRenewal);
    expect(renewals.map(({ status }) => status)).toStrictEqual(renewals.map(() => 200));
    // A token is not renewed in the first half of its life.
    expect(renewals.length).toBeLessThanOrEqual(1 + (Date.now() - startedAt) / ((tokenLife * 1000) / 2));
  });

  it("asks once more with a new token when one is refused in the middle, and its user sees nothing of it", async () => {
    simulator.reset();
    simulator.enqueue({ kind: "fault", fault: faults.invalidKey });
    const sessionKey = "agent:main:refused";
    const reply = await gateway.chat({ sessionKey, message: "still there?" });
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("still there?") });
    const streamed = reply.updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
    const [answer] = (await gateway.history(sessionKey)).toReversed().map(messageText);
    for (const text of [streamed, answer]) expect(text).not.toMatch(/sign-in|API key/u);
    const statuses = simulator.inferences.map(({ status }) => status);
    expect(statuses).toStrictEqual([401, 200]);
    expect(simulator.oauth.reuses).toBe(0);
  });

  it("does the same on the Anthropic dialect", async () => {
    await applyProviders(gateway, home, {
      kimi: { baseUrl: simulator.baseUrl, models: [], api: "anthropic-messages" },
    });
    simulator.reset();
    simulator.enqueue({ kind: "fault", fault: faults.invalidKey });
    const sessionKey = "agent:main:messages";
    const reply = await gateway.chat({ sessionKey, message: "and here?" });
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("and here?") });
    expect(simulator.inferences.map(({ dialect, status }) => `${dialect} ${status}`)).toStrictEqual([
      "anthropic 401",
      "anthropic 200",
    ]);
    expect(simulator.oauth.reuses).toBe(0);
  });

  it("does not change if the user starts another sign-in and presses Ctrl-C", async () => {
    const before = await listProfiles(home);
    const args = ["models", "auth", "login", "--provider", "kimi", "--method", "device-code"];
    const terminal = await startTerminal(home, args, { env: { KIMI_CODE_OAUTH_HOST: simulator.url } });
    try {
      await terminal.waitFor(/Waiting until you approve/u);
      await terminal.press("C-c");
      await terminal.ended();
    } finally {
      await terminal.stop();
    }
    expect(simulator.oauth.pending).toHaveLength(1);
    expect(await listProfiles(home)).toStrictEqual(before);
    expect(await gateway.chat({ sessionKey: "agent:main:after", message: "still mine?" })).toMatchObject({
      state: "final",
    });
  });

  it("says that it has ended, and which command to run, when Kimi refuses all its tokens", async () => {
    simulator.oauth.revokeAll();
    const reply = await gateway.chat({ sessionKey: "agent:main:ended", message: "hello" });
    expect(reply.state).toBe("error");
    const [answer] = (await gateway.history("agent:main:ended")).toReversed().map(messageText);
    expect(`${reply.errorMessage} ${answer}`).toContain(
      "openclaw models auth login --provider kimi --method device-code",
    );
  });

  it("leaves no token in a file but the credential store, in the terminal, or in what the gateway printed", async () => {
    const { secrets } = simulator.oauth;
    expect(secrets.length).toBeGreaterThan(20);
    const shown = `${screen}\n${gateway.output()}\n${await readFile(home.logFile, "utf8")}`;
    expect(secrets.filter((secret) => shown.includes(secret))).toStrictEqual([]);
    // Only the first and last tokens: each one needs a search of every file.
    for (const secret of [...secrets.slice(0, 4), ...secrets.slice(-4)]) {
      expect(await findInFiles(home.directory, secret, credentialStore)).toStrictEqual([]);
    }
  });
});

/** Signs in as the wizard's first step, approved at the service, and returns what the terminal showed. */
async function onboard(home: Home, simulator: Simulator): Promise<string> {
  const choice = ["--auth-choice", "kimi-code-oauth", "--flow", "quickstart", "--accept-risk"];
  const skipped = ["channels", "skills", "ui", "search", "hooks", "daemon", "health"];
  const args = ["onboard", ...choice, ...skipped.map((step) => `--skip-${step}`)];
  const terminal = await startTerminal(home, args, { env: { KIMI_CODE_OAUTH_HOST: simulator.url } });
  try {
    await terminal.waitFor(/share feature stats/u);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}What should we call your first agent/u);
    await terminal.press("Enter");
    await terminal.waitFor(/Waiting until you approve/u);
    const [userCode = ""] = simulator.oauth.pending;
    simulator.oauth.approve(userCode);
    await terminal.waitFor(/◆ {2}Test AI access now with a live completion/u);
    await terminal.press("Enter");
    return await terminal.waitFor(/Start now: openclaw gateway run/u);
  } finally {
    await terminal.stop();
  }
}
