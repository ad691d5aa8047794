import { describe, expect, it } from "vitest";

import { startGateway } from "../host/gateway.ts";
import { drawImage } from "../simulator/test-support.ts";
import { setupNamed, useMovingInSuite } from "./support/moving-in-suite.ts";
import { startServiceProxy } from "./support/service-proxy.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

describe("moving in from an earlier way to use Kimi Code", () => {
  const suite = useMovingInSuite();

  it("is named by openclaw doctor in a form that OpenClaw refuses, and mended with --fix", async () => {
    const { home, simulator } = suite;
    const setup = setupNamed("at the top");
    const before = await suite.moveIn(setup);
    const named = await home.succeed(["doctor", "--non-interactive"]);
    const text = named.stdout.replaceAll(/[\s│]+/gu, " ");
    expect(text).toContain("Kimi Code is set up here in a form that OpenClaw does not know. Write:");
    const untouchedParts: unknown = JSON.parse(before);
    expect(JSON.parse(await suite.configText())).toMatchObject(Object(untouchedParts));

    const fixed = await home.succeed(["doctor", "--fix", "--non-interactive"]);
    expect(fixed.stdout).toContain("providers: [kimi] → removed");
    await suite.expectMended(setup);
    expect(`${named.stdout}${fixed.stdout}`).not.toContain(simulator.key);
  });

  it("chats, and sees an image, with the old settings and the old reference", async () => {
    const { home, simulator } = suite;
    await suite.moveIn(setupNamed("kimi-coding/k2p5"));
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
