import { readFile, writeFile } from "node:fs/promises";
import { isObject, OLD_SETUPS } from "openclaw-kimi-coding/test-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage } from "../simulator/test-support.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { removeHome } from "./support/remove-home.ts";
import { startServiceProxy } from "./support/service-proxy.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

type OldSetup = (typeof OLD_SETUPS)[number];

const setupNamed = (part: string): OldSetup => {
  const setup = OLD_SETUPS.find(({ name }) => name.includes(part));
  if (setup === undefined) throw new Error(`no old set-up is named ${part}`);
  return setup;
};

describe("moving in from an earlier way to use Kimi Code", () => {
  let simulator: Simulator;
  let home: Home;
  let untouched: string;
  beforeAll(async () => {
    simulator = await startSimulator();
    home = await createInstalledHome({ gateway: localGateway() });
    untouched = await readFile(home.configFile, "utf8");
  });
  afterAll(async () => {
    await simulator.stop();
    // The key of these set-ups stands in the config, and in what the host keeps of it.
    await removeHome(home, simulator, { except: /\/\.openclaw\// });
  });

  const withKey = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll("$KEY", simulator.key));

  /** Writes a set-up on top of what the installation left, as a user who has it would find it. */
  async function moveIn({ config }: OldSetup): Promise<string> {
    const base: unknown = JSON.parse(untouched);
    const old = withKey(config);
    if (!isObject(base) || !isObject(old)) throw new Error("a config is an object");
    const text = JSON.stringify({ ...base, ...old });
    await writeFile(home.configFile, text);
    return text;
  }

  const configText = () => readFile(home.configFile, "utf8");

  async function expectMended({ mended }: OldSetup): Promise<void> {
    const config: unknown = JSON.parse(await configText());
    expect(config).toMatchObject(Object(withKey(mended)));
  }

  it("is shown by openclaw kimi doctor, and mended when asked", async () => {
    const setup = setupNamed("openclaw#30099");
    const before = await moveIn(setup);
    const env = { KIMI_API_KEY: simulator.key };
    const shown = await home.succeed(["kimi", "doctor"], { env });
    for (const line of setup.changes) expect(shown.stdout).toContain(`- ${line}\n`);
    expect(await configText()).toBe(before);

    const fixed = await home.succeed(["kimi", "doctor", "--fix"], { env });
    // References to variables stay what they are.
    await expectMended(setup);
    expect(`${shown.stdout}${shown.stderr}${fixed.stdout}${fixed.stderr}`).not.toContain(simulator.key);
  });

  it("is named by openclaw doctor in a form that OpenClaw refuses, and mended with --fix", async () => {
    const setup = setupNamed("at the top");
    const before = await moveIn(setup);
    const named = await home.succeed(["doctor", "--non-interactive"]);
    const text = named.stdout.replaceAll(/[\s│]+/gu, " ");
    expect(text).toContain("Kimi Code is set up here in a form that OpenClaw does not know. Write:");
    const untouchedParts: unknown = JSON.parse(before);
    expect(JSON.parse(await configText())).toMatchObject(Object(untouchedParts));

    const fixed = await home.succeed(["doctor", "--fix", "--non-interactive"]);
    expect(fixed.stdout).toContain("providers: [kimi] → removed");
    await expectMended(setup);
    expect(`${named.stdout}${fixed.stdout}`).not.toContain(simulator.key);
  });

  it("chats, and sees an image, with the old settings and the old reference", async () => {
    await moveIn(setupNamed("kimi-coding/k2p5"));
    const proxy = await startServiceProxy(simulator.url, home.directory);
    const gateway = await startGateway(home, { env: { ...proxy.env, KIMICODE_API_KEY: simulator.key } });
    try {
      const data = Buffer.from(await drawImage({ background: "#ff0000" }), "base64");
      const attachments = [{ fileName: "red.png", mimeType: "image/png", data }];
      const text = await gateway.chat({ message: "hello" });
      const image = await gateway.chat({ message: "What is in the image?", attachments });
      expect(text.text).toContain("Kimi here. You said:");
      expect(image.text).toContain("mostly red");
      const facts = simulator.inferences.map(wireFacts);
      expect(facts.length).toBeGreaterThanOrEqual(2);
      for (const fact of facts) {
        expect(fact).toMatchObject({ ...plainRequest, path: "/coding/v1/messages" });
      }
    } finally {
      await gateway.stop();
      await proxy[Symbol.asyncDispose]();
    }
  });
});
