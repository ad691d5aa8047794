import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { ensureHost, olderHosts, type OlderHost } from "../host/ensure-host.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { createHome, type Home } from "../host/home.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import { openTui } from "../host/terminal.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawPicture } from "../simulator/test-support.ts";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { readConfig } from "./support/onboarding.ts";
import { packPlugin, type PackedPlugin } from "./support/pack-plugin.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

/** Without `--all`, 2026.4.27 asks no plugin for its rows and makes up a text-only one with a window of 195k. */
const listArgs = { "2026.5.7": [], "2026.4.27": ["--all"] } as const satisfies Record<
  OlderHost,
  readonly string[]
>;

/** 2026.4.27 gets its own plugins ready at the first use after an installation, which takes minutes. */
const firstUseMs = 400_000;

let plugin: PackedPlugin;
beforeAll(async () => {
  plugin = await packPlugin();
});
afterAll(() => plugin[Symbol.asyncDispose]());

describe.each(olderHosts)("the packed plugin in OpenClaw %s", (version) => {
  let simulator: Simulator;
  let home: Home;
  let gateway: Gateway | undefined;
  let picture: Buffer;

  beforeAll(async () => {
    const host = await ensureHost(version, { log: console.info });
    simulator = await startSimulator();
    home = await createHome({ host });
    picture = Buffer.from(await drawPicture({ background: "#ff0000" }), "base64");
    await installPlugin(home, { tarball: plugin.tarball }, { timeoutMs: firstUseMs });
    await onboard(home, { key: simulator.key, timeoutMs: firstUseMs });
    await pointAt(home, simulator.baseUrl);
  });
  beforeEach(() => simulator.reset());
  afterAll(async () => {
    await gateway?.stop();
    await simulator.stop();
    await home.remove();
  });

  /** Every request of a test is one that the service takes, and there is at least one. */
  function expectPlainRequests(): void {
    const facts = simulator.requests.filter(({ method }) => method === "POST").map(wireFacts);
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

  it("is listed with text, images and a window of 256k", async () => {
    const { stdout } = await home.succeed(["models", "list", "--provider", "kimi", ...listArgs[version]]);
    expect(stdout).toMatch(/^kimi\/kimi-code +text\+image +256k /mu);
  });

  it("answers in the terminal UI by an older name of the model", async () => {
    const { url, token } = await runningGateway();
    const tui = await openTui(home, { url, token }, { sessionKey: "agent:main:tui" });
    try {
      await tui.waitFor(/\| connected|gateway connected/u, { timeoutMs: firstUseMs });
      await tui.type("/model kimi/k2p5");
      await tui.press("Enter");
      await tui.waitFor(/model set to kimi\/k/u);
      await tui.type("good morning");
      await tui.press("Enter");
      await tui.waitFor(/Kimi here\. You said:/u, { timeoutMs: firstUseMs });
    } finally {
      await tui.stop();
    }
    expectPlainRequests();
  });

  it("answers a message", async () => {
    const running = await runningGateway();
    const reply = await running.chat({
      message: "hello",
      sessionKey: "agent:main:text",
      timeoutMs: firstUseMs,
    });
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("Kimi here. You said:") });
    expectPlainRequests();
  });

  it("sees an attached picture", async () => {
    const running = await runningGateway();
    const reply = await running.chat({
      message: "What is in the picture?",
      sessionKey: "agent:main:picture",
      attachments: [{ fileName: "red.png", mimeType: "image/png", data: picture }],
      timeoutMs: firstUseMs,
    });
    expect(reply).toMatchObject({
      state: "final",
      // These hosts send the picture on as a JPEG of their own making.
      text: expect.stringMatching(/I see 1 image: a 64x48 \w+, mostly red\./u),
    });
    expectPlainRequests();
  });

  // Not with `agent --local`: on 2026.4.27 that installs a linkedom that cannot be had any more.
  it.each(["kimi/kimi-code", "kimi/k2p5"])("runs a single prompt on %s", async (model) => {
    const run = ["infer", "model", "run", "--model", model, "--prompt", "hello"];
    expect((await home.succeed(run, { timeoutMs: firstUseMs })).stdout).toContain(
      "Kimi here. You said: hello",
    );
    expectPlainRequests();
  });

  it("describes a picture file", async () => {
    const file = join(home.directory, "red.png");
    await writeFile(file, picture);
    const describe = ["infer", "image", "describe", "--file", file, "--model", "kimi/kimi-code", "--json"];
    // Not parsed: 2026.4.27 prints its warnings on the same stream.
    expect((await home.succeed(describe, { timeoutMs: firstUseMs })).stdout).toContain("mostly red");
    expectPlainRequests();
  });
});
