import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import sharp from "sharp";

import { findInFiles } from "../../e2e/support/find-in-files.ts";
import { drawPhotograph, drawImage } from "../../simulator/test-support.ts";
import { asks, type HostContext } from "../context.ts";
import { AbsentSurface, type Surface } from "../surface.ts";
import { until } from "../until.ts";

/** The web page of the gateway, which OpenClaw calls the Control UI. */
export const webUi: readonly Surface[] = [
  {
    id: "web-model",
    name: "Control UI: pick the model, and read the answer",
    async run(context) {
      const page = await openChat(context);
      await pickModel(page, "kimi/k3");
      const message = "which tea goes with sugar?";
      const text = "Assam: its malt goes well with sugar.";
      context.simulator.enqueue(
        { kind: "message", reasoning: "A matter of taste.", text },
        { when: asks(message), times: Infinity },
      );
      await send(page, message);
      await answered(page, message, /goes well with sugar/u);
      const request = await until("a request of the page", () =>
        context.simulator.inferences.find(asks(message)),
      );
      if (!JSON.stringify(request.body).includes('"model":"k3"'))
        throw new Error("The request was not for k3.");
      await save(context, page, "web-ui-model");
    },
  },
  {
    id: "web-dialog",
    name: "Control UI: attach an image by the file dialog, and read the answer",
    async run(context) {
      const page = await openChat(context);
      const buffer = Buffer.from(await drawImage({ width: 640, height: 480 }), "base64");
      const dialog = page.waitForEvent("filechooser");
      await openDialog(page);
      await (await dialog).setFiles({ name: "red.png", mimeType: "image/png", buffer });
      await attached(page);
      await send(page, "what is in the image of the dialog?");
      await answered(page, "image of the dialog", /mostly red/u);
      await save(context, page, "web-ui-image");
    },
  },
  {
    id: "web-drop",
    name: "Control UI: attach an image by drag and drop, and read the answer",
    async run(context) {
      const page = await openChat(context);
      const image = await drawPhotograph({ width: 900, height: 700 });
      const dataTransfer = await page.evaluateHandle(`(() => {
        const bytes = Uint8Array.from(atob(${JSON.stringify(image)}), (char) => char.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "sea.jpg", { type: "image/jpeg" }));
        return transfer;
      })()`);
      for (const event of ["dragenter", "dragover", "drop"]) {
        await composer(page).dispatchEvent(event, { dataTransfer });
      }
      await attached(page);
      await send(page, "what is in the image that was dropped?");
      await answered(page, "that was dropped", /mostly blue/u);
    },
  },
  {
    id: "web-connect",
    name: 'Onboarding by the web page: "Connect provider"',
    async run(context) {
      const assets = join(dirname(context.host.entry), "dist", "control-ui");
      const [offer] = await findInFiles(assets, "Connect provider", /\.map$/u);
      if (offer === undefined) throw new AbsentSurface('the web page of this host has no "Connect provider"');
      await connect(context);
      await context.ask("agent:main:connected", "whose key is it?", /whose key/u);
      const request = context.simulator.inferences.find(asks("whose key is it?"));
      if (request?.accountId !== "web") throw new Error(`The chat used the key of ${request?.accountId}.`);
    },
  },
];

async function openChat(context: HostContext): Promise<Page> {
  const page = await context.page();
  const { url, token } = await context.gateway();
  await page.goto(`${url.replace(/^ws/u, "http")}/chat#token=${token}`);
  await composer(page).waitFor();
  return page;
}

/** The field for messages: with a name on 2026.9.6, without one on the older hosts. */
function composer(page: Page): Locator {
  return page
    .getByRole("textbox", { name: "Chat composer" })
    .or(page.locator(".agent-chat__composer-combobox textarea"))
    .first();
}

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** The page reads the file first. */
async function attached(page: Page): Promise<void> {
  await page.getByPlaceholder("Add a message or paste more images").waitFor();
}

/** Waits until the page shows the message, and behind it an answer that matches. */
async function answered(page: Page, message: string, answer: RegExp): Promise<void> {
  await until(`an answer to "${message}" on the page`, async () => {
    const text = await page.locator("body").innerText();
    const from = text.indexOf(message);
    return from >= 0 && answer.test(text.slice(from)) ? true : undefined;
  });
}

async function openDialog(page: Page): Promise<void> {
  const older = page.getByRole("button", { name: "Attach file" });
  if ((await older.count()) > 0) return older.click();
  await page.getByRole("button", { name: "Add attachment" }).click();
  await page.getByText("Photo", { exact: true }).click();
}

async function pickModel(page: Page, ref: string): Promise<void> {
  const select = page.locator("select[data-chat-model-select]");
  if ((await select.count()) > 0) {
    await select.selectOption(ref);
    return;
  }
  const picker = page.locator(".chat-controls__model-picker").first();
  const search = page.locator("[data-chat-model-search]:visible");
  // A page that still loads closes the list again.
  await until("the list of models", async () => {
    if ((await search.count()) > 0) return true;
    await picker.locator("summary, button").first().click();
    return search.waitFor({ timeout: 3000 }).then(
      () => true,
      () => undefined,
    );
  });
  await search.fill(ref.slice(ref.indexOf("/") + 1));
  await page.locator(`[data-chat-model-option="${ref}"]:visible`).click();
}

/** Pastes the key of another account on the page for providers. */
async function connect(context: HostContext): Promise<void> {
  const page = await context.page();
  const { url, token } = await context.gateway();
  await page.goto(`${url.replace(/^ws/u, "http")}/settings/model-providers#token=${token}`);
  await page.getByRole("button", { name: "Connect provider" }).first().click();
  const dialog = page.getByRole("dialog").last();
  await dialog.getByText("Moonshot AI (Kimi)").first().click();
  await dialog.getByText("Kimi Code API key (subscription)").first().click();
  await dialog.locator("input:visible").last().fill(context.keys.web);
  await page.keyboard.press("Enter");
  await until("the end of the connection on the page", async () => {
    const text = await page.locator("body").innerText();
    if (/Provider credentials saved/u.test(text)) return true;
    // The plugin's own question: whether to try the key.
    const next = dialog.getByRole("button", { name: /^(?:Yes|Continue|Next|Submit)$/u });
    if ((await next.count()) > 0 && (await next.first().isEnabled())) await next.first().click();
    return undefined;
  });
  await save(context, page, "web-ui-connect");
}

/** An image for the documentation. */
async function save({ screenshots }: HostContext, page: Page, name: string): Promise<void> {
  if (screenshots === null) return;
  const image = await sharp(await page.screenshot())
    .webp({ quality: 80 })
    .toBuffer();
  await writeFile(join(screenshots, `${name}.webp`), image);
}
