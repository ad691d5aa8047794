import * as z from "zod/mini";
import { builtOnce, parseJson } from "../../kimi/index.ts";

/** What the process that exchanges a token is told, on its standard input. */
export interface ExchangeJob {
  readonly issuer: string;
  readonly refreshToken: string;
  /** The name under which the service is asked. */
  readonly userAgent: string;
  /** Where the answer is left. */
  readonly folder: string;
  /** The token is not out any more after this, in ms since the epoch: nothing is sent that may take longer. */
  readonly until: number;
}

const jobSchema = builtOnce(() =>
  z.object({
    issuer: z.string(),
    refreshToken: z.string().check(z.refine((text) => text !== "")),
    userAgent: z.string(),
    folder: z.string(),
    until: z.number(),
  }),
);

/** Reads an {@link ExchangeJob} from JSON; `null` for anything else, as what is left of a writer that was killed. */
export function parseJob(text: string): ExchangeJob | null {
  return jobSchema().safeParse(parseJson(text)).data ?? null;
}
