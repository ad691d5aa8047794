/** What hosts offer in different places, or not at all. Where it is loaded with the SDK of an OpenClaw that does not run, it throws. */
import { foreignSdk, refuseForeignSdk } from "./foreign-sdk.ts";

export { withFileLock } from "./file-lock.ts";
export type { Locked } from "./own-lock.ts";

refuseForeignSdk(foreignSdk(process.argv[1], () => import.meta.resolve("openclaw/plugin-sdk/plugin-entry")));
