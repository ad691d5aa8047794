import { describe, expect, it } from "vitest";
import { chooseTools } from "./choose-tools.ts";

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `tool${index}`);
}
function choose(names: readonly unknown[]) {
  return chooseTools(names, (name) => name);
}

describe("chooseTools", () => {
  it("offers 128 tools", () => {
    expect(choose(many(128))).toStrictEqual({ offered: many(128), withheld: [] });
  });

  it("names each tool beyond 128, with the way out", () => {
    const { offered, withheld } = choose(many(130));
    expect(offered).toStrictEqual(many(128));
    expect(withheld).toStrictEqual([
      { index: 128, reason: expect.stringMatching(/accepts 128 tools.*tools\.toolSearch/u) },
      { index: 129, reason: expect.stringMatching(/accepts 128 tools.*tools\.toolSearch/u) },
    ]);
  });

  it("offers the first of each name, and does not count the others", () => {
    const { offered, withheld } = choose(["tool0", "tool0", ...many(128)]);
    expect(offered).toStrictEqual(many(128));
    expect(withheld.map(({ index }) => index)).toStrictEqual([1, 2]);
    expect(withheld[0]?.reason).toContain("same name");
  });

  it("leaves tools without a name to the service", () => {
    expect(choose([undefined, undefined, "a"]).offered).toStrictEqual([undefined, undefined, "a"]);
  });
});
