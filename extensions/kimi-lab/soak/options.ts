import { parseArgs } from "node:util";

/** How a run is asked for. */
export interface SoakOptions {
  readonly seed: number;
  readonly turns: number;
  readonly sessions: number;
  readonly parallel: number;
  /** No turn begins after so many minutes. */
  readonly minutes: number;
  /** A file for all that the run has left to look at, as JSON. */
  readonly record?: string;
}

/** The sizes of a run. The short one is for every change: it plays its turns whatever time that takes. */
const sizes = {
  long: { turns: "2000", sessions: "50", parallel: "8" },
  short: { seed: "1", turns: "40", sessions: "10", parallel: "5" },
} as const;

/** @throws an error in words for anything that is not an option, or no whole number above zero. */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      turns: { type: "string" },
      sessions: { type: "string" },
      parallel: { type: "string" },
      minutes: { type: "string", default: "600" },
      record: { type: "string" },
      short: { type: "boolean", default: false },
    },
  });
  const { short, minutes, record, ...stated } = values;
  const { seed, turns, sessions, parallel } = { ...(short ? sizes.short : sizes.long), ...stated };
  return {
    seed: seed === undefined ? 1 + Math.floor(Math.random() * 999_999) : wholeNumber("seed", seed),
    turns: wholeNumber("turns", turns),
    sessions: wholeNumber("sessions", sessions),
    parallel: wholeNumber("parallel", parallel),
    minutes: wholeNumber("minutes", minutes),
    ...(record !== undefined && { record }),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/u.test(text))
    throw new Error(`--${name} needs a whole number above zero, not "${text}".`);
  return Number(text);
}
