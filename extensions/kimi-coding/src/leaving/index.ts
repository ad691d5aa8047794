/** Removing what was set up: all of it before the plugin is uninstalled, or one key. */
export { remove } from "./remove.ts";
