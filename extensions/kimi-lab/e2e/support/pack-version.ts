import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import { extensionRoot } from "../../host/paths.ts";
import { packPlugin, type PackedPlugin } from "./pack-plugin.ts";

const manifestSchema = z.looseObject({ name: z.string(), version: z.string(), files: z.array(z.string()) });
type PluginManifest = z.infer<typeof manifestSchema>;

/** The built plugin, packed under a version of its own. */
export interface PackedVersion extends PackedPlugin {
  readonly manifest: PluginManifest;
}

/** Packs the built plugin as if it had this version. */
export async function packVersion(version: string): Promise<PackedVersion> {
  const folder = await mkdtemp(join(tmpdir(), "plugin-version-"));
  try {
    const text = await readFile(join(extensionRoot, "package.json"), "utf8");
    const manifest = { ...manifestSchema.parse(JSON.parse(text)), version };
    for (const name of [...manifest.files, "README.md", "LICENSE"]) {
      await cp(join(extensionRoot, name), join(folder, name), { recursive: true });
    }
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
    return { ...(await packPlugin(folder)), manifest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
