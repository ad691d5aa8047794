import type { Turn } from "../schedule.ts";

/** A turn as a report names it. */
export function nameOf({ session, number, kind, fault }: Turn): string {
  const met = fault === null ? "" : `, ${fault.name} at ${fault.at.toFixed(2)}, ${fault.times} times`;
  return `turn ${number} of session ${session} (${kind}${met})`;
}
