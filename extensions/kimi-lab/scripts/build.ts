import { chmod, copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { extensionRoot, repositoryRoot } from "../host/paths.ts";
import { bundlePlugin } from "./bundle.ts";

/**
 * Bundles the plugin into `dist/`, from nothing, so that no file of an earlier build is left in it. The old one stays
 * in place until the new one is whole: a host may be running it.
 */
const output = join(extensionRoot, "dist");
const next = join(extensionRoot, "dist.next");
const license = join(extensionRoot, "LICENSE");

await rm(next, { recursive: true, force: true });
await bundlePlugin(next);
await rm(output, { recursive: true, force: true });
await rename(next, output);
await copyFile(join(repositoryRoot, "LICENSE"), license);
await chmod(license, 0o644);
