import * as z from "zod/mini";
import { builtOnce, parseJson } from "../../kimi/index.ts";

/**
 * The right to send a refresh token. A process makes a claim before it sends one, and only one process at a time can
 * have it: that is what keeps a token from being sent twice.
 */
export interface Claim {
  /** The process that has it. */
  readonly pid: number;
  /** When it is void at the latest, in ms since the epoch, by the clock of that process; 0 for one that is void. */
  readonly until: number;
  /** The machine or container that the process is on; absent in claims of older releases. */
  readonly machine?: string | undefined;
  /** What tells the process from another one with its id; absent where the system does not say. */
  readonly startedAt?: string | undefined;
}

const claimSchema = builtOnce(() =>
  z.object({
    pid: z.number().check(z.refine((pid) => Number.isInteger(pid) && pid > 0)),
    until: z.number(),
    machine: z.optional(z.string()),
    startedAt: z.optional(z.string()),
  }),
);

/** Reads a {@link Claim} that was written down as JSON; `null` for anything else. */
export function parseClaim(text: string): Claim | null {
  return claimSchema().safeParse(parseJson(text)).data ?? null;
}
