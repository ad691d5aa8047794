import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { findChromium } from "../host/find-chromium.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { RecordedRequest } from "../simulator/simulator.ts";
import { drawPhotograph, drawImage } from "../simulator/test-support.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const imagesSchema = z.object({
  messages: z.array(z.looseObject({ content: z.unknown() })),
});
const imageSchema = z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) });

/** The addresses of the images in a request, oldest first. */
function images({ body }: RecordedRequest): readonly string[] {
  return imagesSchema
    .parse(body)
    .messages.flatMap(({ content }) =>
      Array.isArray(content)
        ? content.flatMap((part: unknown) => imageSchema.safeParse(part).data?.image_url.url ?? [])
        : [],
    );
}

/** The turn that answers `text`, and not a request that the host makes beside it, for a title say. */
function asks(text: string): (request: RecordedRequest) => boolean {
  return ({ body }) => JSON.stringify(body).includes(text);
}

describe("the web UI", () => {
  let host: PluginHost;
  let gateway: Gateway;
  let browser: Browser;
  let page: Page;
  const printed: string[] = [];
  beforeAll(async () => {
    host = await setUpPluginHost({
      models: ["kimi-for-coding", "kimi-for-coding-highspeed"],
      quota: "nearlyUsedUp",
    });
    gateway = await startGateway(host.home);
    browser = await chromium.launch({
      executablePath: findChromium(),
      // Chromium refuses to run as root with its sandbox, which containers do.
      chromiumSandbox: process.getuid?.() !== 0,
    });
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on("console", (message) => printed.push(message.text()));
    await open("");
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await host[Symbol.asyncDispose]();
  });

  /** Opens a page of the UI by its path. */
  async function open(path: string): Promise<void> {
    await page.goto(`${gateway.url.replace(/^ws/u, "http")}/${path}#token=${gateway.token}`);
  }

  /** Types a message and sends it as a user does. */
  async function send(text: string): Promise<void> {
    const composer = page.getByRole("textbox", { name: "Chat composer" });
    await composer.fill(text);
    await composer.press("Enter");
  }

  /** Attaches through the page's own menu and the file dialogue behind it. */
  async function attach(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await page.getByRole("button", { name: "Add attachment" }).click();
    const dialogue = page.waitForEvent("filechooser");
    await page.getByText("Photo", { exact: true }).click();
    await (await dialogue).setFiles({ name, mimeType, buffer });
    await page.getByPlaceholder("Add a message or paste more images").waitFor();
  }

  /** Waits for an answer in the transcript; the page has it in a hidden announcement for screen readers as well. */
  async function answered(text: string): Promise<void> {
    await page.getByRole("paragraph").filter({ hasText: text }).waitFor();
  }

  it("tells what is on an attached PNG and, after /model kimi/kimi-code, on an attached JPEG", async () => {
    const { simulator } = host;
    const png = Buffer.from(await drawImage({ width: 640, height: 480 }), "base64");
    const jpeg = Buffer.from(await drawPhotograph(), "base64");
    await attach("red.png", "image/png", png);
    await send("what is in this image?");
    await answered("a 640x480 PNG, mostly red");
    // Not as the first thing in a conversation: the page drops the confirmation when it reloads an empty history.
    await send("/model kimi/kimi-code");
    await page.getByText("Model set to kimi/kimi-code.").waitFor();
    await attach("sea.jpg", "image/jpeg", jpeg);
    await send("and in this one?");
    // The host makes an image with a side of more than 1200 pixels smaller before it sends it.
    await answered("a 1200x857 JPEG, mostly blue");

    const turns = simulator.requests.filter(asks("what is in this image?"));
    expect(turns.map(wireFacts)).toStrictEqual([
      expect.objectContaining(plainRequest),
      expect.objectContaining(plainRequest),
    ]);
    const [first, second] = turns.map(images);
    expect(first).toStrictEqual([expect.stringMatching(/^ms:\/\//u)]);
    expect(second).toStrictEqual([...(first ?? []), expect.stringMatching(/^ms:\/\//u)]);
    const upload = simulator.requests.find(({ path }) => path.endsWith("/files"));
    expect(upload).toMatchObject({ body: { file: { mime: "image/png", bytes: png.length } } });
    expect(await page.content()).not.toContain(simulator.key);
    expect(printed.join("\n")).not.toContain(simulator.key);
  });

  it("says after an answer that the quota is nearly used up, and asks the faster model after /fast on", async () => {
    await answered("⚠️ Kimi Code quota: 93% of your 5-hour limit is used");
    await send("/fast on");
    await page.getByText("Fast mode enabled.").waitFor();
    await send("is this faster?");
    const { body } = await host.simulator.waitForRequest(asks("is this faster?"));
    expect(body).toMatchObject({ model: "kimi-for-coding-highspeed" });
  });

  it("shows what is left of the plan, and how many models it has, on its own pages", async () => {
    await open("usage");
    const plan = page
      .getByText("Live plan, quota, balance, and budget data")
      .locator("xpath=ancestor::*[.//text()[contains(., 'Week')]][1]");
    await expect
      .poll(() => plan.innerText(), { timeout: 90_000 })
      .toMatch(/Kimi Code\s+kimi\s+Advanced\s+5h\s+7% left/u);
    await open("settings/model-providers");
    await page.getByText("kimi · 2 models").waitFor({ timeout: 90_000 });
    await page.getByText("7% left").waitFor();
    expect(await page.content()).not.toContain(host.simulator.key);
  });
});
