import { describe, expect, it } from "vitest";
import { builtOnce } from "./built-once.ts";

describe("builtOnce", () => {
  it("builds nothing before it is asked, and then the same value for all", () => {
    const built: object[] = [];
    const value = builtOnce(() => {
      const next = {};
      built.push(next);
      return next;
    });
    expect(built).toHaveLength(0);
    expect(value()).toBe(value());
    expect(built).toHaveLength(1);
  });
});
