import { describe, expect, it } from "vitest";

import { makeSchedule, turnKinds, type Phase } from "./schedule.ts";

const options = { seed: 7, turns: 2000, sessions: 50 } as const;
const turnsOf = (phases: readonly Phase[]) => phases.flatMap(({ turns }) => turns);

describe("the schedule of a run", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(makeSchedule(options)).toStrictEqual(makeSchedule(options));
    expect(makeSchedule({ ...options, seed: 8 })).not.toStrictEqual(makeSchedule(options));
  });

  it("has a fault in a fifth of its turns, of every kind of fault", () => {
    const faults = turnsOf(makeSchedule(options)).flatMap(({ fault }) => fault?.name ?? []);
    expect(faults).toHaveLength(400);
    expect(new Set(faults).size).toBe(23);
  });

  it("has as many turns of each kind", () => {
    const turns = turnsOf(makeSchedule(options));
    const counts = turnKinds.map((wanted) => turns.filter(({ kind }) => kind === wanted).length);
    expect(counts).toStrictEqual([500, 500, 500, 500]);
  });

  it("gives every session its turns in order, and as many as the others", () => {
    const turns = turnsOf(makeSchedule(options));
    for (let session = 0; session < options.sessions; session += 1) {
      const numbers = turns.filter((turn) => turn.session === session).map(({ number }) => number);
      expect(numbers).toStrictEqual(Array.from({ length: 40 }, (_, number) => number));
    }
  });

  it("has a kill in its first phase, and all other trouble in a long run", () => {
    const [first, ...others] = makeSchedule(options);
    expect(first?.trouble).toBe("the gateway is killed");
    expect(new Set(others.map(({ trouble }) => trouble)).size).toBe(10);
    expect(makeSchedule({ ...options, turns: 5 })[0]?.troubleAt).toBeLessThan(5);
  });
});
