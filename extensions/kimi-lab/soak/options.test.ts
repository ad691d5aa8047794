import { describe, expect, it } from "vitest";

import { parseOptions } from "./options.ts";

describe("the options of a run", () => {
  it("are those of a whole run by default, with a seed of their own", () => {
    const { seed, ...options } = parseOptions([]);
    expect(seed).toBeGreaterThan(0);
    expect(options).toStrictEqual({ turns: 2000, sessions: 50, parallel: 8, minutes: 600 });
  });

  it("are those of a short run on request, always with the same schedule", () => {
    const short = { seed: 1, turns: 40, sessions: 10, parallel: 5, minutes: 600 };
    expect(parseOptions(["--short"])).toStrictEqual(short);
    expect(parseOptions(["--short", "--seed=9"])).toStrictEqual({ ...short, seed: 9 });
  });

  it("are what the command line names", () => {
    expect(parseOptions(["--seed", "7", "--minutes", "2", "--record", "run.json"])).toMatchObject({
      seed: 7,
      minutes: 2,
      record: "run.json",
    });
  });

  it.each(["0", "-1", "2.5", "many", "99999999"])("do not take %s for a number", (text) => {
    expect(() => parseOptions([`--turns=${text}`])).toThrow("--turns needs a whole number above zero");
  });
});
