import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { createToolNames, isAcceptedName } from "./tool-names.ts";

const name = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.stringMatching(/^[a-z]{1,3}[._]?[a-z]{0,3}$/u),
  fc.stringMatching(/^[A-Za-z0-9_.-]{60,70}$/u),
);

describe("the names of tools on the wire", () => {
  it("are accepted, differ in any letter case, and lead back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (text) => text.toLowerCase(), maxLength: 12 }), (all) => {
        const names = createToolNames(all);
        expect(names === null).toBe(all.every(isAcceptedName));
        fc.pre(names !== null);
        const sent = all.map(names.toWire);
        expect(sent.filter((wire) => !isAcceptedName(wire))).toStrictEqual([]);
        expect(new Set(sent.map((wire) => wire.toLowerCase())).size).toBe(all.length);
        expect(sent.map(names.fromWire)).toStrictEqual(all);
        expect(sent.map(names.toWire)).toStrictEqual(sent);
      }),
    );
  });

  it("are the same in any order, and of each name alone", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (all) => {
        const names = createToolNames(all);
        const turned = createToolNames(all.toReversed());
        const refused = all.filter((one) => !isAcceptedName(one));
        const sent = refused.map((one) => names?.toWire(one));
        expect(refused.map((one) => turned?.toWire(one))).toStrictEqual(sent);
        expect(refused.map((one) => createToolNames([one])?.toWire(one))).toStrictEqual(sent);
      }),
    );
  });
});
