import { createInterface } from "node:readline";

import { signalGroup } from "./process-tree.ts";

/**
 * A process that outlives its parent by a moment: it reads `+<leader>` and `-<leader>` lines, and when its
 * input ends, because the parent ended in whatever way, it kills the groups that are still listed.
 */
const groups = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const leader = Number(line.slice(1));
  if (line.startsWith("+")) groups.add(leader);
  else groups.delete(leader);
}
for (const leader of groups) signalGroup(leader, "SIGKILL");
