import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";

import type { HostContext } from "../context.ts";

/** Keeps an image of the page for the documentation, where this run makes them. */
export async function saveScreenshot({ screenshots }: HostContext, page: Page, name: string): Promise<void> {
  if (screenshots === null) return;
  const image = await sharp(await page.screenshot())
    .webp({ quality: 80 })
    .toBuffer();
  await writeFile(join(screenshots, `${name}.webp`), image);
}
