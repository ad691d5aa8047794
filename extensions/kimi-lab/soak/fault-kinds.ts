import { faults, type Fault } from "../simulator/faults.ts";

/** What the network between the gateway and the service does to an answer. */
export const networkFaults = [
  "reset before the answer",
  "reset in the answer",
  "half-closed in the answer",
  "silent for some seconds",
  "silent for ever",
  "late first byte",
  "truncated",
  "a frame twice",
  "two frames swapped",
  "an oversized frame",
  "one byte at a time",
  "gzip",
  "gzip that is none",
  "another content type",
  "a page of HTML",
  "a redirect",
] as const;

export type NetworkFault = (typeof networkFaults)[number];

/** What the service answers in place of an answer, by the name that the table of a run shows. */
export const serviceFaults = {
  "429": faults.engineOverloaded,
  "429 with retry-after": faults.maxRpm,
  "500": faults.internalError,
  "502": faults.badGateway,
  "503": faults.unavailable,
  "503 with retry-after": { ...faults.unavailable, headers: { "retry-after": "1" } },
  "529": faults.overloaded,
} as const satisfies Record<string, Fault>;

export type ServiceFault = keyof typeof serviceFaults;

export const serviceFaultNames = Object.keys(serviceFaults).filter(isServiceFault);

export function isServiceFault(name: string): name is ServiceFault {
  return Object.hasOwn(serviceFaults, name);
}

/** What a turn meets. */
export interface TurnFault {
  readonly name: NetworkFault | ServiceFault;
  /** Where in the answer, from 0 to 1. */
  readonly at: number;
  /** How many requests of the turn meet it, the first ones. */
  readonly times: number;
}

/** These change what the service said, in a way that no client can see: the words of such an answer are not looked at. */
export const garblingFaults: ReadonlySet<TurnFault["name"]> = new Set([
  "a frame twice",
  "two frames swapped",
]);
