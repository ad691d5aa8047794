import { copyFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/**
 * Compiles the plugin into `dist/`, from nothing, so that no file of an earlier build is left in it. The old one
 * stays in place until the new one is whole: a host may be running it.
 */
const extension = new URL("..", import.meta.url);
const root = new URL("../..", extension);
const output = new URL("dist", extension);
const next = new URL("dist.next", extension);

await rm(next, { recursive: true, force: true });
await execa("tsc", ["-p", "tsconfig.build.json", "--outDir", fileURLToPath(next)], {
  cwd: extension,
  preferLocal: true,
  localDir: root,
  stdio: "inherit",
});
await rm(output, { recursive: true, force: true });
await rename(next, output);
await copyFile(new URL("LICENSE", root), new URL("LICENSE", extension));
