import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { effortsByLevel, offeredLevels, wireThinking } from "./levels.ts";
import type { ThinkingKind } from "./thinking-kind.ts";

/** The ranks by which OpenClaw 2026.9.6 orders its levels. */
const ranks: ReadonlyMap<string, number> = new Map([
  ["off", 0],
  ["minimal", 10],
  ["low", 20],
  ["medium", 30],
  ["high", 40],
  ["adaptive", 30],
  ["xhigh", 60],
  ["max", 70],
  ["ultra", 80],
]);
const level = fc.constantFrom(...ranks.keys());
const namedEffort = fc.constantFrom("minimal", "low", "medium", "high", "xhigh", "max");
const anyEffort = fc.oneof(namedEffort, fc.string(), fc.constantFrom("off", "adaptive", "constructor"));

function kindOf(effort: fc.Arbitrary<string>): fc.Arbitrary<ThinkingKind> {
  return fc.record({
    always: fc.boolean(),
    efforts: fc.uniqueArray(effort, { maxLength: 5 }),
    defaultEffort: fc.option(effort),
  });
}

/** The level that the host runs with where a stored one is not offered (2026.9.6, 2026.5.7). */
function downgrade(kind: ThinkingKind, stored: string): string {
  const { levels, defaultLevel } = offeredLevels(kind);
  if (levels.some(({ id }) => id === stored)) return stored;
  if (stored === "adaptive" && defaultLevel !== null && defaultLevel !== "off") return defaultLevel;
  const rankOf = ({ id, rank }: (typeof levels)[number]) => rank ?? ranks.get(id) ?? 0;
  const on = levels.filter(({ id }) => id !== "off").toSorted((a, b) => rankOf(b) - rankOf(a));
  const wanted = ranks.get(stored) ?? 0;
  return (on.find((level) => rankOf(level) <= wanted) ?? on.at(-1))?.id ?? "off";
}

describe("the table of levels", () => {
  it("asks for no effort that the model does not list, and for some where it lists any", () => {
    fc.assert(
      fc.property(kindOf(anyEffort), fc.option(fc.oneof(level, fc.string())), (kind, wish) => {
        const { type, effort } = wireThinking(kind, wish ?? undefined);
        const isOff = !kind.always && wish === "off";
        expect(type).toBe(isOff ? "disabled" : "enabled");
        const allowed = isOff || kind.efforts.length === 0 ? [undefined] : kind.efforts;
        expect(allowed).toContain(effort);
      }),
    );
  });

  it("offers at least one level, each once, and different ones for different requests", () => {
    fc.assert(
      fc.property(kindOf(anyEffort), (kind) => {
        const { levels, defaultLevel } = offeredLevels(kind);
        const ids = levels.map(({ id }) => id);
        expect(ids.length).toBeGreaterThan(0);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids, null]).toContain(defaultLevel);
        const wires = ids.map((id) => JSON.stringify(wireThinking(kind, id)));
        expect(new Set(wires).size).toBe(wires.length);
      }),
    );
  });

  it("means by every level what the host downgrades it to", () => {
    fc.assert(
      fc.property(kindOf(namedEffort), level, (kind, stored) => {
        fc.pre(stored !== "off" || kind.always);
        expect(wireThinking(kind, downgrade(kind, stored))).toStrictEqual(wireThinking(kind, stored));
      }),
    );
  });

  it("maps a level of a host's model to what a request with it asks for", () => {
    fc.assert(
      fc.property(kindOf(anyEffort), (kind) => {
        for (const [name, effort] of Object.entries(effortsByLevel(kind))) {
          expect(wireThinking(kind, name).effort).toBe(effort);
        }
      }),
    );
  });
});
