/** Settings from before this plugin: found, shown, and changed when asked to. */
export { applyEdits } from "./config-edit.ts";
export { runDoctor } from "./run-doctor.ts";
export { findStaleSettings, hasUnknownForm } from "./stale-settings.ts";
