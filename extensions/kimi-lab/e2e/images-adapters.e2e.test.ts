import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { startSimulator, type ServiceOptions, type Simulator } from "../simulator/simulator.ts";
import { drawHeif, drawPhotograph, drawImage, today } from "../simulator/test-support.ts";
import { assistantMessage, type StreamMessage } from "openclaw-kimi-coding/test-api";
import { adapters, openTurn, type Adapter } from "./support/adapters.ts";

let stateDir: string;
let simulator: Simulator;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "kimi-images-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", stateDir);
});
afterEach(async () => {
  await simulator.stop();
  vi.unstubAllEnvs();
  await rm(stateDir, { recursive: true, force: true });
});

/** A service of its own for each test, as the plugin remembers endpoints. */
async function serve(service: ServiceOptions = today): Promise<void> {
  simulator = await startSimulator({ service });
}

function sends(text: string, ...images: readonly string[]) {
  const parts = images.map((data) => ({ type: "image" as const, data, mimeType: "image/png" }));
  return { role: "user" as const, content: [{ type: "text" as const, text }, ...parts], timestamp: 0 };
}
const answer = assistantMessage({ content: [{ type: "text", text: "I see." }] });

async function ask(
  adapter: Adapter,
  messages: readonly (ReturnType<typeof sends> | typeof answer)[],
): Promise<StreamMessage> {
  const context = { messages: [...messages] };
  return await (await openTurn(adapter, { simulator, context, piContext: context })).result();
}

function uploads() {
  return simulator.requests.filter(({ path }) => path.endsWith("/files"));
}

function statuses() {
  return simulator.inferences.map(({ status }) => status);
}

function textOf({ content, errorMessage = "" }: StreamMessage): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("") + errorMessage;
}

describe.each(adapters)("images over $name", (adapter) => {
  it("are uploaded once, and referred to from then on with the same bytes", async () => {
    await serve();
    const red = await drawImage({ background: "#ff0000" });
    const first = [sends("what is it?", red, drawHeif())];
    expect(textOf(await ask(adapter, first))).toContain("mostly red");
    expect((await ask(adapter, [...first, answer, sends("and now?")])).stopReason).toBe("stop");
    expect(uploads()).toHaveLength(2);
    const references = simulator.inferences.map(({ body }) => JSON.stringify(body).match(/ms:\/\/[\w-]+/gu));
    expect(references[0]).toHaveLength(2);
    expect(references[1]).toStrictEqual(references[0]);
    expect(uploads().map(({ accountId }) => accountId)).toStrictEqual(
      simulator.inferences.map(({ accountId }) => accountId),
    );
  });

  it("are uploaded again where the service has forgotten them", async () => {
    await serve();
    const red = await drawImage({ background: "#ff0000" });
    await ask(adapter, [sends("what is it?", red)]);
    simulator.reset();
    const next = await ask(adapter, [sends("what is it?", red), answer, sends("and now?")]);
    expect(next.stopReason).toBe("stop");
    expect(statuses()).toStrictEqual([400, 200]);
    expect(uploads()).toHaveLength(1);
  });

  it("are sent again without the oldest where the service says that the request is too large", async () => {
    const photograph = await drawPhotograph({ width: 200, height: 150 });
    await serve({
      version: "before-2026-09",
      messageBytesLimit: Math.ceil(photograph.length * 2.95),
      prefixesRefusals: true,
    });
    const album = [sends("one", photograph), answer, sends("two", photograph), answer];
    expect((await ask(adapter, [...album, sends("three", photograph)])).stopReason).toBe("stop");
    expect(statuses()).toStrictEqual([400, 200]);
    expect(JSON.stringify(simulator.inferences[1]?.body).split("[image left out")).toHaveLength(2);
  });

  it("are named where they are broken, and nothing is sent", async () => {
    await serve();
    const red = await drawImage({ background: "#ff0000" });
    const half = red.slice(0, Math.floor(red.length / 8) * 4);
    const reply = await ask(adapter, [sends("what is it?", half)]);
    expect(reply.stopReason).toBe("error");
    expect(textOf(reply)).toContain("The file is not complete: its end is missing.");
    expect(simulator.requests).toStrictEqual([]);
  });
});
