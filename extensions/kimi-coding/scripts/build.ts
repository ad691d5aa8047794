import { copyFile, rm } from "node:fs/promises";
import { execa } from "execa";

/** Compiles the plugin into `dist/`, from nothing, so that no file of an earlier build is left in it. */
const extension = new URL("..", import.meta.url);
const root = new URL("../..", extension);

await rm(new URL("dist", extension), { recursive: true, force: true });
await execa("tsc", ["-p", "tsconfig.build.json"], {
  cwd: extension,
  preferLocal: true,
  localDir: root,
  stdio: "inherit",
});
await copyFile(new URL("LICENSE", root), new URL("LICENSE", extension));
