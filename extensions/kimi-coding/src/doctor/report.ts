import { STATUS_COMMAND } from "../kimi/index.ts";
import type { StaleSetting } from "./stale-settings.ts";

const FIX_COMMAND = "openclaw kimi doctor --fix";
const TRY = `To try a chat:\n${STATUS_COMMAND}`;

/** Whether a config, as it stands in its file, names other files that are parts of it. */
function hasIncludes(config: unknown): boolean {
  return JSON.stringify([config]).includes('"$include":');
}

/** What was found in a config, and what was done about it or what to type. */
export function renderReport(config: unknown, found: readonly StaleSetting[], wasFixed: boolean): string {
  const report = foundText(found, wasFixed);
  return hasIncludes(config) ? `${INCLUDES}\n\n${report}` : report;
}

const INCLUDES = "The files that your configuration includes ($include) were not searched.";

function foundText(found: readonly StaleSetting[], wasFixed: boolean): string {
  if (found.length === 0) return `No old settings of Kimi Code were found.\n${TRY}`;
  const parts = found.map(({ reason, changes }) =>
    [...changes.map((line) => `- ${line}`), reason].join("\n"),
  );
  const isMendable = found.some(({ edits }) => edits.length > 0);
  const end = wasFixed
    ? `The settings with → were changed.\n${TRY}`
    : `Nothing was changed.${isMendable ? ` To make the changes with →:\n${FIX_COMMAND}` : ""}`;
  return ["Old settings of Kimi Code:", ...parts, end].join("\n\n");
}
