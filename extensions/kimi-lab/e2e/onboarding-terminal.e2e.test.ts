import { afterEach, describe, expect, it } from "vitest";

import { startTerminal, type Terminal } from "../host/terminal.ts";
import { SIMULATOR_KEY } from "../simulator/simulator.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { listProfiles, readConfig } from "./support/onboarding.ts";
import { useOnboardingSuite } from "./support/onboarding-suite.ts";
import { startServiceProxy } from "./support/service-proxy.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const suite = useOnboardingSuite();

describe("onboarding in a terminal", () => {
  let terminal: Terminal | undefined;
  afterEach(() => terminal?.stop());

  it("asks for the key, says why it refuses one and asks again, tries the service, and ends set up", async () => {
    const home = await suite.newHome();
    await using proxy = await startServiceProxy(suite.simulator.url, home.directory);
    const choice = ["--auth-choice", "kimi-code-api-key", "--flow", "quickstart", "--accept-risk"];
    const skipped = ["channels", "skills", "ui", "search", "hooks", "daemon"];
    const args = ["onboard", ...choice, ...skipped.map((step) => `--skip-${step}`)];
    terminal = await startTerminal(home, args, { env: proxy.env });
    await terminal.waitFor(/share feature stats/u);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}What should we call your first agent/u);
    await terminal.press("Enter");

    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    const refused = "sk-ant-api03-0123456789";
    await terminal.type(refused);
    await terminal.press("Enter");
    await terminal.waitFor(/a key of Anthropic \(sk-ant-…\), not of Kimi Code/u);
    await terminal.press("C-u");
    // Warned of before it can be sent; the question proposes No.
    await terminal.type("sk-0123456789abcdefghij");
    await terminal.press("Enter");
    await terminal.waitFor(/This looks like a key of Moonshot's open platform/u);
    await terminal.waitFor(/◆ {2}Store this key anyway/u);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    await terminal.type(SIMULATOR_KEY);
    await terminal.press("Enter");
    await terminal.waitFor(/◆ {2}Try this key at Kimi Code now/u);
    await terminal.press("Enter");

    await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    await terminal.waitFor(/◆ {2}Test AI access now with a live completion/u);
    await terminal.press("Enter");
    const screen = await terminal.waitFor(/Start now: openclaw gateway run/u);
    expect(screen).not.toContain(SIMULATOR_KEY);
    expect(screen).not.toContain(refused);

    // The plugin's test and the host's, both with the last key.
    const [tried, tested, ...more] = suite.simulator.inferences.map(wireFacts);
    expect([tried?.status, tested, ...more]).toStrictEqual([200, expect.objectContaining(plainRequest)]);
    // A key that the plugin leaves to this wizard would be `kimi:setup-…`, with the default model tied to it (2026.9.6).
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    const { agents, auth, models } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(auth?.profiles).toStrictEqual({ "kimi:default": { provider: "kimi", mode: "api_key" } });
    expect(models?.providers).toBeUndefined();
    expect(await findInFiles(home.directory, SIMULATOR_KEY, credentialStore)).toStrictEqual([]);
  });

  it("signs in without the wizard, too: a refused key is asked for again, and a good one is tried", async () => {
    const home = await suite.newHome({ models: { providers: { kimi: suite.simulatorBlock() } } });
    const method = ["--provider", "kimi", "--method", "api-key"];
    terminal = await startTerminal(home, ["models", "auth", "login", ...method, "--set-default"]);
    await terminal.waitFor(/◆ {2}Kimi Code API key \(sk-kimi-…/u);
    await terminal.type("sk-kimi-0123 456789");
    await terminal.press("Enter");
    await terminal.waitFor(/more than the key was pasted/u);
    await terminal.press("C-u");
    await terminal.type(` "${SIMULATOR_KEY}" `);
    await terminal.press("Enter");
    await terminal.waitFor(/Try this key at Kimi Code now\?/u);
    await terminal.press("Enter");
    await terminal.waitFor(/In your plan: Kimi For Coding \(kimi-for-coding\)/u);
    const screen = await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    expect(screen).not.toContain(SIMULATOR_KEY);
    expect(await listProfiles(home)).toStrictEqual(["kimi:default"]);
    const { agents } = await readConfig(home);
    expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
    expect(await findInFiles(home.directory, SIMULATOR_KEY, credentialStore)).toStrictEqual([]);
  });
});
