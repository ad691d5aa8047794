import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Another OpenClaw than the one that runs, whose SDK this module would use. */
export interface ForeignSdk {
  readonly running: string;
  readonly resolved: string;
}

/**
 * Whether the SDK at `sdkUrl` is of another version than the OpenClaw whose program is `program`; null also where one of
 * the two is not known.
 */
export function foreignSdk(program: string | undefined, sdkUrl: () => string): ForeignSdk | null {
  if (program === undefined) return null;
  try {
    const running = openclawVersionAbove(realpathSync(program));
    if (running === null) return null;
    const resolved = openclawVersionAbove(realpathSync(fileURLToPath(sdkUrl())));
    return resolved === null || resolved === running ? null : { running, resolved };
  } catch {
    // Where a path cannot be read, nothing is known, and nothing is refused.
    return null;
  }
}

/**
 * Throws where the plugin was loaded with the SDK of an OpenClaw that does not run. It would store keys where that
 * version keeps them, and the running one would find none.
 *
 * 2026.4.27 first loads each file of a plugin with Node's own `require`, which finds the OpenClaw of a linked checkout.
 * After an error it takes its own loader, which gives that file the host's SDK. So every file of the bundle that
 * imports the SDK must come to this. Newer hosts begin with their own loader (2026.5.7, 2026.9.6;
 * `plugin-module-loader-cache`, seen 2026-11).
 */
export function refuseForeignSdk(foreign: ForeignSdk | null): void {
  if (foreign === null) return;
  throw new Error(
    `The Kimi Code plugin is linked from a folder that has OpenClaw ${foreign.resolved} in its node_modules, and ` +
      `OpenClaw ${foreign.running} loads it. Run these in the folder of the repository:\n` +
      "npm run build && npm pack -w extensions/kimi-coding\n" +
      "openclaw plugins uninstall kimi --force\n" +
      "openclaw plugins install ./openclaw-kimi-coding-*.tgz",
  );
}

/** The version of the `openclaw` package that a file is in. */
function openclawVersionAbove(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest !== null) return manifest.name === "openclaw" ? manifest.version : null;
    if (folder === dirname(folder)) return null;
  }
}

/** Nothing for a folder that is not a package: one without a `package.json`, or with one that has no name. */
function readManifest(folder: string): { readonly name: string; readonly version: string } | null {
  let text: string;
  try {
    text = readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    return null;
  }
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest !== "object" || manifest === null) return null;
  if (!("name" in manifest) || !("version" in manifest)) return null;
  const { name, version } = manifest;
  return typeof name === "string" && typeof version === "string" ? { name, version } : null;
}
