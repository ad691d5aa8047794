import { describe, expect, it } from "vitest";
import { createSeal } from "./seal.ts";

const token = "the-refresh-token";
const text = "what the service gave";

describe("a seal", () => {
  it("gives back what it closed, to whoever has the same token", () => {
    expect(createSeal(token).open(createSeal(token).close(text))).toBe(text);
  });

  it("closes the same text differently each time, and shows neither the text nor the token", () => {
    const seal = createSeal(token);
    const [one, other] = [seal.close(text), seal.close(text)];
    expect(one.equals(other)).toBe(false);
    const shown = `${seal.name}${one.toString("latin1")}${other.toString("latin1")}`;
    expect(shown).not.toContain(text);
    expect(shown).not.toContain(token);
  });

  it("names files alike for one token, and differently for another", () => {
    expect(createSeal(token).name).toMatch(/^[0-9a-f]{32}$/u);
    expect(createSeal(token).name).toBe(createSeal(token).name);
    expect(createSeal(token).name).not.toBe(createSeal("another").name);
  });

  it("opens nothing for another token", () => {
    expect(createSeal("another").open(createSeal(token).close(text))).toBeNull();
  });

  it("opens nothing that was cut anywhere", () => {
    const seal = createSeal(token);
    const closed = seal.close(text);
    for (let length = 0; length < closed.length; length += 1) {
      expect(seal.open(closed.subarray(0, length))).toBeNull();
    }
  });

  it("opens nothing in which a byte was changed", () => {
    const seal = createSeal(token);
    const closed = seal.close(text);
    for (let index = 0; index < closed.length; index += 1) {
      const changed = Buffer.from(closed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(seal.open(changed)).toBeNull();
    }
  });
});
