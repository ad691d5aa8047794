import { STATUS_COMMAND } from "../kimi/index.ts";
import type { StaleSetting } from "./stale-settings.ts";

const FIX_COMMAND = "openclaw kimi doctor --fix";

/** What was found, and what was done about it or what to type. */
export function renderReport(found: readonly StaleSetting[], wasFixed: boolean): string {
  if (found.length === 0) return `No old settings of Kimi Code were found.\n${STATUS_COMMAND}`;
  const parts = found.map(({ reason, changes }) =>
    [...changes.map((line) => `- ${line}`), reason].join("\n"),
  );
  const isMendable = found.some(({ edits }) => edits.length > 0);
  const end = wasFixed
    ? `The lines with → were changed.\n${STATUS_COMMAND}`
    : `Nothing was changed.${isMendable ? ` To make the changes with →:\n${FIX_COMMAND}` : ""}`;
  return ["Old settings of Kimi Code:", ...parts, end].join("\n\n");
}
