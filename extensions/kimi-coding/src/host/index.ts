/** What hosts offer in different places, or not at all. */
export { withFileLock } from "./file-lock.ts";
export type { Locked } from "./own-lock.ts";
