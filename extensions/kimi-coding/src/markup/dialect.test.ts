import { describe, expect, it } from "vitest";
import { K2_DIALECT, markerTree, type Dialect } from "./dialect.ts";

const dialects: readonly Dialect[] = [K2_DIALECT];

describe.each(dialects)("the markers of the dialect $name", (dialect) => {
  const markers = Object.keys(dialect.markers);

  it("hold `<` at their beginning and nowhere else", () => {
    expect(markers.map((marker) => marker.lastIndexOf("<"))).toStrictEqual(markers.map(() => 0));
  });

  it("are no beginnings of one another", () => {
    const pairs = markers.flatMap((one) => markers.map((other) => [one, other] as const));
    expect(pairs.filter(([one, other]) => one !== other && other.startsWith(one))).toStrictEqual([]);
  });

  it("have at most 28 code units, so that 27 are enough to hold", () => {
    expect(Math.max(...markers.map((marker) => marker.length))).toBe(28);
  });

  it("are found in their tree, each with what it means", () => {
    const found = markers.map((marker) => {
      let node = markerTree(dialect);
      for (const [at, unit] of marker.split("").entries()) {
        const next = node.next.get(unit.charCodeAt(0));
        expect(next).toMatchObject({ text: marker.slice(0, at + 1) });
        node = next ?? node;
      }
      return [node.text, node.kind];
    });
    expect(found).toStrictEqual(Object.entries(dialect.markers));
  });

  it("are the only ends of their tree", () => {
    const ends = (node: ReturnType<typeof markerTree>): string[] => [
      ...(node.kind === null && node.next.size > 0 ? [] : [node.text]),
      ...Array.from(node.next.values()).flatMap(ends),
    ];
    expect(ends(markerTree(dialect)).toSorted()).toStrictEqual(markers.toSorted());
  });
});

describe("markerTree", () => {
  it("grows one tree per dialect", () => {
    const other: Dialect = { name: "other", markers: { "<a>": "call-end" } };
    expect(markerTree(other)).toBe(markerTree(other));
    expect(markerTree(other)).not.toBe(markerTree(K2_DIALECT));
  });
});
