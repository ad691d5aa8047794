import { isServiceFault } from "./fault-kinds.ts";
import { findMarkers, markersOf } from "./marker.ts";
import type { ArmedFault } from "./misdeliver.ts";
import type { Phase } from "./schedule.ts";

const chatPath = /\/(?:chat\/completions|messages)$/u;

/** Finds the fault of a request by the newest message in it. Each fault is given out as often as its turn is to meet it. */
export function armFaults(phases: readonly Phase[]): (path: string, body: string) => ArmedFault | null {
  const armed = new Map<string, { readonly fault: ArmedFault; left: number }>();
  for (const turn of phases.flatMap(({ turns }) => turns)) {
    const { fault } = turn;
    if (fault === null || isServiceFault(fault.name)) continue;
    armed.set(markersOf(turn).said, { fault: { name: fault.name, at: fault.at }, left: fault.times });
  }
  return (path, body) => {
    if (!chatPath.test(path)) return null;
    const entry = armed.get(findMarkers(body, "said").at(-1)?.word ?? "");
    if (entry === undefined || entry.left === 0) return null;
    entry.left -= 1;
    return entry.fault;
  };
}
