import { readFileSync } from "node:fs";
import { chmod, glob, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { rolldown, type RolldownLog } from "rolldown";

import { extensionRoot } from "../host/paths.ts";
import { readsEnvironment, sends } from "./scanner-rules.ts";

/** No entry loads what it has no use for, but for crumbs: hosts copy and check each file whenever they load a plugin. */
const byEntries = { entriesAware: true, entriesAwareMergeThreshold: 8192 } as const;

/** What `openclaw doctor` uses of the plugin. It is in the first entry, which saves the package a file to share. */
const DOCTOR_CONTRACT =
  'export { legacyConfigRules, normalizeCompatibilityConfig } from "./dist/index.js";\n';

/**
 * Bundles the plugin into `output`: three entries, and the files that they share. OpenClaw's SDK and Node's own modules
 * are imported, all else is inside. The same sources give the same bytes and the same modes, wherever and by whomever
 * it is run.
 *
 * A file that sends requests has nothing in it that it does not need for that, and what reads the environment is a file
 * of its own, since scanners of OpenClaw refuse a file that does both. See `docs/decisions/0006-bundle.md`.
 *
 * @throws what the bundler found, warnings too: an import that cannot be resolved, for one.
 */
export async function bundlePlugin(output: string): Promise<void> {
  const bundle = await rolldown({
    cwd: extensionRoot,
    input: {
      index: "index.ts",
      api: "api.ts",
      "renewal-process": await findOne("renewal-process.ts"),
    },
    platform: "node",
    external: [/^openclaw\//u, /^node:/u],
    // Its base has options for the whole repository, which would be applied to what is bundled in.
    tsconfig: false,
    onLog: refuseWarning,
    plugins: [verbatimManifest],
  });
  await bundle.write({
    dir: output,
    entryFileNames: "[name].js",
    // As `service~index~renewal-process`: what it is, and the entries that share it.
    chunkFileNames: ({ name }) => `${name.replaceAll("~", "-")}.js`,
    comments: { jsdoc: false, annotation: false, legal: true },
    // Errors say their names themselves. The names of functions would be 5 KB.
    minify: true,
    codeSplitting: {
      groups: [
        { name: "shared-manifest", test: isManifest },
        { name: "environment", test: (id) => readsEnvironment(readSource(id)) },
        { name: "service", test: (id) => sends(readSource(id)), ...byEntries },
        { name: "shared", minShareCount: 2, ...byEntries },
      ],
    },
  });
  await bundle.close();
  // Hosts look for it under this name; 2026.5.7 only there, beside the manifest.
  const contract = join(output, "..", "doctor-contract-api.js");
  await writeFile(contract, DOCTOR_CONTRACT);
  // npm packs the modes that it finds, and they come from whoever builds.
  await chmod(output, 0o755);
  const files = (await readdir(output)).map((name) => join(output, name));
  for (const file of [...files, contract]) await chmod(file, 0o644);
}

/**
 * Keeps the manifest in the bundle as its text. npm packs the last file of code, which is this, beside the manifest
 * itself, so that the second of both takes up next to nothing.
 */
const verbatimManifest = {
  name: "verbatim-manifest",
  transform(code: string, id: string) {
    if (!isManifest(id)) return null;
    const text = code.replaceAll(/[`\\]|\$\{/gu, String.raw`\$&`);
    return { code: `export default JSON.parse(\`${text}\`)`, moduleType: "js" as const };
  },
};

function isManifest(id: string): boolean {
  return basename(id) === "openclaw.plugin.json";
}

/** A file of the plugin by its name, in whichever folder it is. */
async function findOne(name: string): Promise<string> {
  const found: string[] = [];
  for await (const file of glob(`**/${name}`, { cwd: extensionRoot, exclude: isNoSource })) found.push(file);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw new Error(`One ${name} is wanted, not ${found.length}`);
  return only;
}

function isNoSource(folder: string): boolean {
  return ["node_modules", "dist", "dist.next"].includes(basename(folder));
}

/** Modules of the bundler itself have no file. */
function readSource(id: string): string {
  return id.startsWith("\0") ? "" : readFileSync(id, "utf8");
}

function refuseWarning(level: "info" | "debug" | "warn", log: RolldownLog): void {
  if (level === "warn") throw new Error(log.message);
}
