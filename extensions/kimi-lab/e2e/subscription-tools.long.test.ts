import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import type { MessageReply, ScriptedToolCall } from "../simulator/reply.ts";
import { defaultAccount, faults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage } from "../simulator/test-support.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { makeKey } from "./support/plugin-host.ts";
import { removeHome } from "./support/remove-home.ts";

const requestSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
});

/** 2026.9.6 keeps such tools behind one that calls them. */
function call(...tools: readonly (readonly [id: string, args: object])[]): MessageReply {
  const toolCalls = tools.map(([id, args]): ScriptedToolCall => ({
    name: "tool_call",
    arguments: { id, args },
  }));
  return { kind: "message", reasoning: "I need a tool.", toolCalls };
}

/** What the tools of a turn returned, as the model read it. */
function toolResults(simulator: Simulator): readonly string[] {
  const last = simulator.requests.findLast(({ path }) => path.endsWith("/chat/completions"));
  return requestSchema
    .parse(last?.body)
    .messages.filter(({ role }) => role === "tool")
    .map(({ content }) => JSON.stringify(content));
}

const paths = ({ requests }: Simulator) => requests.map(({ path }) => path.replace("/coding/v1/", ""));

describe("the subscription beside its chat", () => {
  let home: Home;
  let simulator: Simulator;
  let textOnly: Simulator;
  let gateway: Gateway;
  // Stands for the way to the web, on which nothing answers; the host trusts it to resolve names.
  const web = createServer((_request, response) => response.writeHead(502).end());
  beforeAll(async () => {
    simulator = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }] });
    textOnly = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }] });
    const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const limits = { contextWindow: 200_000, maxTokens: 8000 };
    const other = {
      baseUrl: textOnly.baseUrl,
      apiKey: textOnly.key,
      api: "openai-completions",
      headers: { "User-Agent": "claude-code/0.1.0" },
      models: [{ id: "kimi-for-coding", name: "Text", input: ["text"], reasoning: false, cost, ...limits }],
    };
    home = await createInstalledHome({
      gateway: localGateway(),
      models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] }, other } },
      agents: {
        defaults: {
          model: { primary: "other/kimi-for-coding" },
          // The other service is one whose model does not reason.
          models: { "other/kimi-for-coding": { params: { extra_body: { thinking: { type: "disabled" } } } } },
        },
      },
      tools: { web: { fetch: { provider: "kimi-code", useTrustedEnvProxy: true } } },
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(web.address());
    const proxy = `http://127.0.0.1:${port}`;
    const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: "127.0.0.1", KIMI_API_KEY: simulator.key };
    gateway = await startGateway(home, { env });
  });
  afterAll(async () => {
    await gateway.stop();
    web.close();
    await textOnly.stop();
    await simulator.stop();
    await removeHome(home, simulator);
  });

  it("tells a model of another provider, which reads text alone, what an image and a video show", async () => {
    const image = Buffer.from(await drawImage({ width: 320, height: 200 }), "base64");
    const png = { fileName: "red.png", mimeType: "image/png", data: image };
    const seen = await gateway.chat({
      sessionKey: "agent:main:png",
      message: "what is it?",
      attachments: [png],
    });
    expect(seen).toMatchObject({ state: "final", text: expect.stringContaining("320x200 PNG, mostly red") });

    const data = Buffer.concat([Buffer.from("\0\0\0\u0018ftypmp42"), Buffer.alloc(2000)]);
    const mp4 = { fileName: "clip.mp4", mimeType: "video/mp4", data };
    const watched = await gateway.chat({
      sessionKey: "agent:main:mp4",
      message: "and this?",
      attachments: [mp4],
    });
    expect(watched).toMatchObject({
      state: "final",
      text: expect.stringContaining("a video (video/mp4, 2012 bytes)"),
    });
    // The gateway asks for the models of the plan, too, whenever it is ready for that.
    const asked = paths(simulator).filter((path) => path !== "models");
    expect(asked).toStrictEqual(["files", "chat/completions", "files", "chat/completions"]);
  });

  it("says as a chat does why an image is not described", async () => {
    const file = join(home.directory, "unread.png");
    await writeFile(file, Buffer.from(await drawImage(), "base64"));
    const env = { KIMI_API_KEY: simulator.key };
    const describeImage = ["infer", "image", "describe", "--file", file, "--model"];
    const unknown = await home.openclaw([...describeImage, "kimi/k3-256k"], { env });
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain("Your Kimi subscription does not include the model kimi/k3-256k.");
    simulator.enqueue({ kind: "fault", fault: faults.weeklyLimit });
    const usedUp = await home.openclaw([...describeImage, "kimi/kimi-code"], { env });
    expect(usedUp.stderr).toContain("has used up its weekly (7-day) quota");
    simulator.reset();
  });

  it("lets that model look at several images with a tool", async () => {
    const files = ["blue", "red"].map((name) =>
      join(home.directory, ".openclaw", "workspace", `${name}.png`),
    );
    const [blue = "", red = ""] = files;
    await writeFile(blue, Buffer.from(await drawImage({ background: "#0000ff" }), "base64"));
    await writeFile(red, Buffer.from(await drawImage({ width: 10, height: 9 }), "base64"));
    simulator.reset();
    textOnly.enqueue(call(["view_image", { paths: files, prompt: "which colours?" }]));
    await gateway.chat({ sessionKey: "agent:main:tool", message: "look at blue.png and red.png" });
    expect(toolResults(textOnly)).toStrictEqual([
      expect.stringMatching(/2 images: 1\. a 64x48 PNG, mostly blue; 2\. a 10x9 PNG, mostly red/u),
    ]);
    expect(paths(simulator)).toStrictEqual(["files", "files", "chat/completions"]);
  });

  it("searches for it where nobody chose a search, reads a page that the host cannot, and no private one", async () => {
    simulator.reset();
    textOnly.enqueue(call(["web_search", { query: "hostile" }]));
    textOnly.enqueue(
      call(
        ["web_fetch", { url: "https://kites.example.net/history" }],
        ["web_fetch", { url: "http://127.0.0.1:8080/admin" }],
      ),
    );
    await gateway.chat({ sessionKey: "agent:main:web", message: "what flies?" });
    expect(toolResults(textOnly)).toStrictEqual([
      expect.stringMatching(/EXTERNAL_UNTRUSTED_CONTENT.*evil\.example\.net\/page/su),
      expect.stringMatching(/EXTERNAL_UNTRUSTED_CONTENT.*# Kites: a short history/su),
      expect.stringContaining("Blocked hostname"),
    ]);
    expect(toolResults(textOnly).join("")).not.toMatch(/javascript:|im_start/u);
    expect(paths(simulator)).toStrictEqual(["search", "fetch"]);
  });
});
