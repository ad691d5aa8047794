import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

import { extensionRoot, repositoryRoot } from "../host/paths.ts";

/**
 * Compiles the plugin into `dist/`, from nothing, so that no file of an earlier build is left in it. The old one
 * stays in place until the new one is whole: a host may be running it.
 */
const output = join(extensionRoot, "dist");
const next = join(extensionRoot, "dist.next");

await rm(next, { recursive: true, force: true });
await execa("tsc", ["-p", "tsconfig.build.json", "--outDir", next], {
  cwd: extensionRoot,
  preferLocal: true,
  localDir: repositoryRoot,
  stdio: "inherit",
});
await rm(output, { recursive: true, force: true });
await rename(next, output);
await copyFile(join(repositoryRoot, "LICENSE"), join(extensionRoot, "LICENSE"));
