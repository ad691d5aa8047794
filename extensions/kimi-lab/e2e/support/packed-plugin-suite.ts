import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { ensureHost, type OlderHost } from "../../host/ensure-host.ts";
import { startGateway, type Gateway } from "../../host/gateway.ts";
import { createHome, type Home } from "../../host/home.ts";
import { installPlugin, onboard, pointAt } from "../../host/setup.ts";
import { openTui, tuiConnected, type Terminal } from "../../host/terminal.ts";
import { OLD_SETUPS } from "openclaw-kimi-coding/test-api";
import { defaultAccount, plans, startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { drawImage } from "../../simulator/test-support.ts";
import { credentialStore, findInFiles } from "./find-in-files.ts";
import { editConfig } from "./edit-config.ts";
import { readConfig } from "./onboarding.ts";
import { packPlugin, type PackedPlugin } from "./pack-plugin.ts";
import { plainRequest, wireFacts } from "./wire-facts.ts";
import { removeHome } from "./remove-home.ts";

/** In what a host differs from the others. */
export interface OlderHostTraits {
  /** Arguments of `models list` without which it does not ask the plugin for its rows. */
  readonly listArgs: readonly string[];
  /** How long a command may take that is the first of its kind after an installation. */
  readonly firstUseMs: number;
}

/** What must hold on every older host. Each has a test file of its own, so that two are tried at a time. */
export function describePackedPlugin(version: OlderHost, { listArgs, firstUseMs }: OlderHostTraits): void {
  describe(`the packed plugin in OpenClaw ${version}`, () => {
    let plugin: PackedPlugin;
    let simulator: Simulator;
    let home: Home;
    let gateway: Gateway | undefined;
    let image: Buffer;

    beforeAll(async () => {
      plugin = await packPlugin();
      const host = await ensureHost(version, { log: console.info });
      simulator = await startSimulator({
        accounts: [{ ...defaultAccount, ...plans.all, quota: "nearlyUsedUp" }],
      });
      home = await createHome({ host });
      image = Buffer.from(await drawImage({ background: "#ff0000" }), "base64");
      await installPlugin(home, { tarball: plugin.tarball }, { timeoutMs: firstUseMs });
      await onboard(home, { key: simulator.key, timeoutMs: firstUseMs });
      await pointAt(home, simulator.baseUrl);
    });
    beforeEach(() => simulator.reset());
    afterAll(async () => {
      await gateway?.stop();
      await simulator.stop();
      await removeHome(home, simulator);
      await plugin[Symbol.asyncDispose]();
    });

    /** Every request of a test is one that the service takes, and there is at least one. */
    function expectPlainRequests(): void {
      const facts = simulator.inferences.map(wireFacts);
      expect(facts).not.toHaveLength(0);
      for (const fact of facts) expect(fact).toMatchObject(plainRequest);
    }

    /** Only one gateway per home: a host of 2026.5.7 pairs a client with the scopes of its first call. */
    async function runningGateway(): Promise<Gateway> {
      gateway ??= await startGateway(home, { timeoutMs: firstUseMs });
      return gateway;
    }

    it("is onboarded: a profile, a default model, and the key in no file but the credential store", async () => {
      const { auth, agents } = await readConfig(home);
      expect(auth?.profiles).toStrictEqual({ "kimi:default": { provider: "kimi", mode: "api_key" } });
      expect(agents?.defaults?.model).toStrictEqual({ primary: "kimi/kimi-code" });
      expect(agents?.defaults).not.toHaveProperty("models");
      expect(await findInFiles(home.directory, simulator.key, credentialStore)).toStrictEqual([]);
    });

    it("is listed with text, images and a window of 1024k", async () => {
      const { stdout } = await home.succeed(["models", "list", "--provider", "kimi", ...listArgs]);
      expect(stdout).toMatch(/^kimi\/kimi-code +text\+image +1024k /mu);
      // These hosts do not ask for the list of the account: they list the default model, which every plan has.
      expect(stdout).not.toContain("kimi/k3");
    });

    it("answers a message", async () => {
      const running = await runningGateway();
      const reply = await running.chat({
        message: "hello",
        sessionKey: "agent:main:text",
        timeoutMs: firstUseMs,
      });
      const text: unknown = expect.stringContaining("Kimi here. You said:");
      expect(reply).toMatchObject({ state: "final", text });
      expectPlainRequests();
    });

    it("answers in the terminal UI by an older name of the model", async () => {
      const { url, token } = await runningGateway();
      const tui = await openTui(home, { url, token }, { sessionKey: "agent:main:tui" });
      try {
        await tui.waitFor(tuiConnected, { timeoutMs: firstUseMs });
        await chooseModel(tui, firstUseMs);
        await tui.type("good morning");
        await tui.press("Enter");
        await tui.waitFor(/Kimi here\. You said:/u, { timeoutMs: firstUseMs });
      } finally {
        await tui.stop();
      }
      expectPlainRequests();
    });

    it("says once, behind an answer, that the quota is nearly used up", async () => {
      const running = await runningGateway();
      // A session for each: these hosts queue a message that comes right behind an answer, and may send it much later.
      const asked = ["agent:main:quota-1", "agent:main:quota-2", "agent:main:quota-3"];
      const keys = ["agent:main:tui", "agent:main:text", ...asked];
      const lines = async () => {
        const histories = await Promise.all(keys.map((key) => running.history(key)));
        return (
          JSON.stringify(histories).match(/⚠️ Kimi Code quota: 93% of your 5-hour limit is used/gu) ?? []
        );
      };
      // It is told in the first turn behind whose beginning the service has answered: in one of these, or before.
      for (const sessionKey of asked) {
        await running.chat({ message: "a question", sessionKey, timeoutMs: firstUseMs });
      }
      expect(await lines()).toHaveLength(1);
      expectPlainRequests();
    });

    it("uploads an attached image, and sees it", async () => {
      const running = await runningGateway();
      const reply = await running.chat({
        message: "What is in the image?",
        sessionKey: "agent:main:image",
        attachments: [{ fileName: "red.png", mimeType: "image/png", data: image }],
        timeoutMs: firstUseMs,
      });
      // These hosts send the image on as a JPEG of their own making.
      const text: unknown = expect.stringMatching(/I see 1 image: a 64x48 \w+, mostly red\./u);
      expect(reply).toMatchObject({ state: "final", text });
      expectPlainRequests();
      const uploads = simulator.requests.filter(({ path }) => path.endsWith("/files"));
      expect(uploads.map(({ status }) => status)).toStrictEqual([200]);
      expect(JSON.stringify(simulator.inferences.at(-1)?.body)).toMatch(/"url":"ms:\/\//u);
    });

    it("runs a tool call that leaked into the answer, and shows nothing of its markup", async () => {
      const running = await runningGateway();
      const file = join(home.directory, "note.txt");
      await writeFile(file, "the word is PINEAPPLE\n");
      const sessionKey = "agent:main:leak";
      const message = `leak: read the file ${file}`;
      const reply = await running.chat({ message, sessionKey, timeoutMs: firstUseMs });
      const text: unknown = expect.stringContaining("PINEAPPLE");
      expect(reply).toMatchObject({ state: "final", text });
      expect(JSON.stringify([reply, await running.history(sessionKey)])).not.toContain("<|");
      expect(simulator.requests.filter(({ method }) => method === "POST")).toHaveLength(2);
      expectPlainRequests();
    });

    // Not with `agent --local`: on 2026.4.27 that installs a linkedom that cannot be had any more.
    it.each(["kimi/kimi-code", "kimi/k2p7"])("runs a single prompt on %s", async (model) => {
      const run = ["infer", "model", "run", "--model", model, "--prompt", "hello"];
      expect((await home.succeed(run, { timeoutMs: firstUseMs })).stdout).toContain(
        "Kimi here. You said: hello",
      );
      expectPlainRequests();
    });

    it("says how the subscription stands", async () => {
      const { stdout } = await home.succeed(["kimi", "status"], { timeoutMs: firstUseMs });
      expect(stdout).toMatch(/✓ credential +API key from profile:kimi:default/u);
      expect(stdout).toMatch(/✓ chat +Works/u);
    });

    it("describes an image file", async () => {
      const file = join(home.directory, "red.png");
      await writeFile(file, image);
      const describe = ["infer", "image", "describe", "--file", file, "--model", "kimi/kimi-code", "--json"];
      // Not parsed: 2026.4.27 prints its warnings on the same stream.
      expect((await home.succeed(describe, { timeoutMs: firstUseMs })).stdout).toContain("mostly red");
      expectPlainRequests();
    });

    // The last one: what it leaves behind goes to the real service.
    it("shows old settings, and changes them only when asked to", async () => {
      const [, old] = OLD_SETUPS;
      await editConfig(home, (config) => ({ ...config, ...old?.config }));
      const before = await readFile(home.configFile, "utf8");
      const shown = await home.succeed(["kimi", "doctor"], { timeoutMs: firstUseMs });
      for (const line of old?.changes ?? []) expect(shown.stdout).toContain(`- ${line}\n`);
      expect(await readFile(home.configFile, "utf8")).toBe(before);

      await home.succeed(["kimi", "doctor", "--fix"], { timeoutMs: firstUseMs });
      expect(JSON.parse(await readFile(home.configFile, "utf8"))).toMatchObject(old?.mended ?? {});
    });
  });
}

/** The terminal UI waits for half a minute, and a host that is busy for longer answers the next time. */
async function chooseModel(tui: Terminal, timeoutMs: number): Promise<void> {
  for (let failures = 1; ; failures++) {
    await tui.type("/model kimi/k2p5");
    await tui.press("Enter");
    const chosenOrNot = new RegExp(`model set to kimi/k|(?:model set failed[^]*){${failures}}`, "u");
    const shown = await tui.waitFor(chosenOrNot, { timeoutMs });
    if (shown.includes("model set to kimi/k")) return;
    if (failures === 5) throw new Error(`The model could not be chosen. The terminal shows:\n${shown}`);
  }
}
