import { join } from "node:path";

/** The folder of the plugin package. */
export const extensionRoot = join(import.meta.dirname, "..");

/** The folder of the checkout, which holds `node_modules`. */
export const repositoryRoot = join(extensionRoot, "..", "..");
