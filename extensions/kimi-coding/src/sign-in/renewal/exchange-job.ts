import { isObject, parseJson } from "../../kimi/index.ts";

/** What the process that exchanges a token is told, on its standard input. */
export interface ExchangeJob {
  readonly issuer: string;
  readonly refreshToken: string;
  /** Where the answer is left. */
  readonly folder: string;
  /** The token is not out any more after this, in ms since the epoch: nothing is sent that may take longer. */
  readonly until: number;
}

/** Reads an {@link ExchangeJob} from JSON; `null` for anything else, as what is left of a writer that was killed. */
export function parseJob(text: string): ExchangeJob | null {
  const value = parseJson(text);
  if (!isObject(value)) return null;
  const { issuer, refreshToken, folder, until } = value;
  if (typeof issuer !== "string" || typeof refreshToken !== "string" || refreshToken === "") return null;
  if (typeof folder !== "string" || typeof until !== "number") return null;
  return { issuer, refreshToken, folder, until };
}
