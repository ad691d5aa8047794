import { describe, expect, it } from "vitest";
import { createToolNames, isAcceptedName } from "./tool-names.ts";

function present<T>(value: T | null): T {
  if (value === null) throw new TypeError("no name is to be changed");
  return value;
}

describe("createToolNames", () => {
  it.each([{ names: [] }, { names: ["read"] }, { names: ["read", "a-b_C9", "a".repeat(64), "functions"] }])(
    "has nothing to do for $names",
    ({ names }) => {
      expect(createToolNames(names)).toBeNull();
    },
  );

  // The substitutes stand in conversations that are stored, and in the service's prefix cache: they never change.
  it.each([
    { name: "12306__query", wire: /^tool_12306__query_[a-z0-9]+$/u },
    { name: "21st_magic", wire: /^tool_21st_magic_[a-z0-9]+$/u },
    { name: "a.b", wire: /^a_b_[a-z0-9]+$/u },
    { name: "x".repeat(65), wire: /^x{40,}_[a-z0-9]+$/u },
    { name: "two words", wire: /^two_words_[a-z0-9]+$/u },
    { name: "_private", wire: /^tool_private_[a-z0-9]+$/u },
    { name: "-dash", wire: /^tool_dash_[a-z0-9]+$/u },
    { name: "café", wire: /^cafe_[a-z0-9]+$/u },
    { name: "查询", wire: /^tool_[a-z0-9]+$/u },
    { name: "", wire: /^tool_[a-z0-9]+$/u },
    { name: "$web_search", wire: /^tool_web_search_[a-z0-9]+$/u },
  ])("sends '$name' under a name that can be read, and knows it again", ({ name, wire }) => {
    const names = present(createToolNames(["read", name]));
    const sent = names.toWire(name);
    expect(sent).toMatch(wire);
    expect(isAcceptedName(sent)).toBe(true);
    expect(names.fromWire(sent)).toBe(name);
    expect(names.toWire("read")).toBe("read");
    expect(names.fromWire("read")).toBe("read");
  });

  it("sends a name as ever, whatever stands beside it and in which order", () => {
    const alone = present(createToolNames(["a.b"])).toWire("a.b");
    expect(alone).toBe("a_b_mfnbzp6puf");
    expect(present(createToolNames(["a_b", "a/b", "a.b", "read"])).toWire("a.b")).toBe(alone);
    expect(present(createToolNames(["12306__query"])).toWire("a.b")).toBe(alone);
  });

  it("never sends two tools under one name, not even in another letter case", () => {
    const usual = present(createToolNames(["a.b"])).toWire("a.b");
    for (const other of [usual, usual.toUpperCase()]) {
      const names = present(createToolNames([other, "a.b"]));
      expect(names.toWire(other)).toBe(other);
      expect(names.toWire("a.b").toLowerCase()).not.toBe(usual.toLowerCase());
      expect(names.fromWire(names.toWire("a.b"))).toBe("a.b");
      expect(present(createToolNames(["a.b", other])).toWire("a.b")).toBe(names.toWire("a.b"));
    }
  });
});
