/** Where this is loaded with the SDK of an OpenClaw that does not run, it throws. */
import { foreignSdk, refuseForeignSdk } from "./foreign-sdk.ts";

refuseForeignSdk(foreignSdk(process.argv[1], () => import.meta.resolve("openclaw/plugin-sdk/plugin-entry")));
