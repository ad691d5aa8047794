import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";

import { findInFiles } from "../../e2e/support/find-in-files.ts";
import type { HostContext } from "../context.ts";
import { AbsentSurface, type Surface } from "../surface.ts";
import { until } from "../until.ts";
import { approveSignIn, regions, usesAccount, type RegionName } from "./accounts.ts";
import { saveScreenshot } from "./web-page.ts";

const keyMethod = "Kimi Code API key (subscription)";

/** What the page for providers has behind "Connect provider". */
export const webConnect: readonly Surface[] = [
  {
    id: "web-connect",
    name: 'Onboarding by the web page: "Connect provider", with a key',
    async run(context) {
      const { page, dialog } = await choose(context, keyMethod);
      await dialog.getByLabel("Kimi Code API key").fill(context.keys.web);
      await dialog.getByRole("button", { name: "Submit" }).click();
      await answerAll(page, dialog, keyMethod);
      await saveScreenshot(context, page, "web-ui-connect");
      await usesAccount(context, "web", "page");
    },
  },
  ...Object.values(regions).map(signInByPage),
];

function signInByPage({ account, site, label }: RegionName): Surface {
  return {
    id: `web-sign-in-${account}`,
    name: `Sign-in by the web page: "Connect provider", ${site}`,
    async run(context) {
      const asked = context.signIns.length;
      const { page, dialog } = await choose(context, label);
      await dialog.getByText("Waiting for sign-in").waitFor();
      if (account === "mainland") await saveScreenshot(context, page, "web-ui-sign-in");
      approveSignIn(context, account, asked);
      await answerAll(page, dialog, label);
      await usesAccount(context, account, "page");
    },
  };
}

/**
 * Opens the dialog for a provider, and chooses a method in it. The contents are slotted into the dialog's element, so a
 * search in the dialog by its role finds nothing.
 */
async function choose(
  context: HostContext,
  method: string,
): Promise<{ readonly page: Page; readonly dialog: Locator }> {
  const assets = join(dirname(context.host.entry), "dist", "control-ui");
  const [offer] = await findInFiles(assets, "Connect provider", /\.map$/u);
  if (offer === undefined) throw new AbsentSurface('the web page of this host has no "Connect provider"');
  const page = await context.page();
  const { url, token } = await context.gateway();
  await page.goto(`${url.replace(/^ws/u, "http")}/settings/model-providers#token=${token}`);
  await page.getByRole("button", { name: "Connect provider" }).first().click();
  const dialog = page.locator(".model-setup-wizard");
  await dialog.getByText("Moonshot AI (Kimi)").click();
  await dialog.getByRole("button", { name: "Connection method" }).click();
  await dialog.getByRole("option", { name: method }).click();
  return { page, dialog };
}

/** Says yes to each question of the plugin until the page says that this method is connected. */
async function answerAll(page: Page, dialog: Locator, method: string): Promise<void> {
  await until("the end of the connection on the page", async () => {
    if ((await page.getByText(`${method}: Provider credentials saved`).count()) > 0) return true;
    const next = dialog.getByRole("button", { name: /^(?:Yes|Continue)$/u });
    // A question may be over between a look and the click.
    if ((await next.count()) > 0)
      await next
        .first()
        .click({ timeout: 2000 })
        .catch(() => {});
    return undefined;
  });
}
