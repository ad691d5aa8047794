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

/** @throws an error in words for anything that is no option, or no whole number above zero. */
export function parseOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      turns: { type: "string", default: "2000" },
      sessions: { type: "string", default: "50" },
      parallel: { type: "string", default: "8" },
      minutes: { type: "string", default: "600" },
      record: { type: "string" },
    },
  });
  return {
    seed:
      values.seed === undefined ? 1 + Math.floor(Math.random() * 999_999) : wholeNumber("seed", values.seed),
    turns: wholeNumber("turns", values.turns),
    sessions: wholeNumber("sessions", values.sessions),
    parallel: wholeNumber("parallel", values.parallel),
    minutes: wholeNumber("minutes", values.minutes),
    ...(values.record !== undefined && { record: values.record }),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/u.test(text))
    throw new Error(`--${name} needs a whole number above zero, not "${text}".`);
  return Number(text);
}
