import type { Locator, Page } from "playwright-core";
import { z } from "zod";

import { drawPhotograph, drawImage } from "../../simulator/test-support.ts";
import { asks, otherModel, type HostContext } from "../context.ts";
import type { Surface } from "../surface.ts";
import { until } from "../until.ts";
import { saveScreenshot } from "./web-page.ts";

/** The web page of the gateway, which OpenClaw calls the Control UI. */
export const webUi: readonly Surface[] = [
  {
    id: "web-model",
    name: "Control UI: pick the model, and read the answer",
    async run(context) {
      const sessionKey = "agent:main:web-model";
      const page = await openChat(context, sessionKey);
      const wireId = await pickModel(context, page, sessionKey);
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
      if (!JSON.stringify(request.body).includes(`"model":"${wireId}"`))
        throw new Error(`The request was not for ${wireId}.`);
      await saveScreenshot(context, page, "web-ui-model");
      // The next message of this chat brings this one along, and is not to be answered likewise.
      context.simulator.reset();
    },
  },
  {
    id: "web-dialog",
    name: "Control UI: attach an image by the file dialog, and read the answer",
    async run(context) {
      const page = await openChat(context, "agent:main:web-dialog");
      const buffer = Buffer.from(await drawImage({ width: 640, height: 480 }), "base64");
      const dialog = page.waitForEvent("filechooser");
      await openDialog(page);
      await (await dialog).setFiles({ name: "red.png", mimeType: "image/png", buffer });
      await attached(page);
      await send(page, "what is in the image of the dialog?");
      await answered(page, "image of the dialog", /mostly red/u);
      await saveScreenshot(context, page, "web-ui-image");
    },
  },
  {
    id: "web-drop",
    name: "Control UI: attach an image by drag and drop, and read the answer",
    async run(context) {
      const page = await openChat(context, "agent:main:web-drop");
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
];

/** Opens a chat; on older hosts one of its own, which 2026.9.6 does not open by an address of this form. */
async function openChat(context: HostContext, sessionKey: string): Promise<Page> {
  const page = await context.page();
  const { url, token } = await context.gateway();
  const query = context.isOlder ? `?${new URLSearchParams({ session: sessionKey }).toString()}` : "";
  await page.goto(`${url.replace(/^ws/u, "http")}/chat${query}#token=${token}`);
  await composer(page).waitFor();
  return page;
}

/** The field for messages: with a name on 2026.9.6, without one on the older hosts. */
function composer(page: Page): Locator {
  return page
    .getByRole("textbox", { name: "Chat composer" })
    .or(page.locator(".agent-chat__input textarea"))
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
  await until(
    `an answer to "${message}" on the page`,
    async () => {
      const text = await page.locator("body").innerText();
      const from = text.indexOf(message);
      return from >= 0 && answer.test(text.slice(from)) ? true : undefined;
    },
    120_000,
  );
}

async function openDialog(page: Page): Promise<void> {
  const older = page.getByRole("button", { name: "Attach file" });
  if ((await older.count()) > 0) return older.click();
  await page.getByRole("button", { name: "Add attachment" }).click();
  await page.getByText("Photo", { exact: true }).click();
}

/** Picks a model, and returns the service's id of it. Older hosts offer the default only: there, another one is set before. */
async function pickModel(context: HostContext, page: Page, sessionKey: string): Promise<string> {
  // The other one of the two is for narrow pages.
  const select = page.locator("select[data-chat-model-select]:visible");
  if ((await select.count()) > 0) {
    for (const ref of [otherModel, "kimi/kimi-code"]) {
      await select.selectOption(ref);
      await until(`${ref} as the model of the chat`, async () =>
        (await modelOfChat(context, sessionKey)) === ref ? true : undefined,
      );
    }
    return "kimi-for-coding";
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
  await search.fill("k3");
  await page.locator('[data-chat-model-option="kimi/k3"]:visible').click();
  return "k3";
}

const sessionsSchema = z.looseObject({
  sessions: z.array(
    z.looseObject({ key: z.string(), modelProvider: z.string().optional(), model: z.string().optional() }),
  ),
});

async function modelOfChat(context: HostContext, sessionKey: string): Promise<string | null> {
  const { sessions } = sessionsSchema.parse(await (await context.gateway()).call("sessions.list", {}));
  const chat = sessions.find(({ key }) => key === sessionKey);
  return chat === undefined ? null : `${chat.modelProvider}/${chat.model}`;
}
