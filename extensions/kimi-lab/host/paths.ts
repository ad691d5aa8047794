import { realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** The folder of the plugin package, known by the package's name alone. */
export const extensionRoot = folderOf("openclaw-kimi-coding");

/** The folder of the checkout, which holds `node_modules`. */
export const repositoryRoot = join(import.meta.dirname, "..", "..", "..");

function folderOf(packageName: string): string {
  const manifest = findPackageJSON(packageName, import.meta.url);
  if (manifest === undefined) throw new Error(`${packageName} is not installed: run npm ci`);
  return dirname(realpathSync(manifest));
}
