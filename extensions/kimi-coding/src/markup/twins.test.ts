import { describe, expect, it } from "vitest";
import { CallTable } from "./twins.ts";

describe("a table of calls", () => {
  it("knows a call by its name and arguments, whatever the order of keys", () => {
    const table = new CallTable();
    table.add({ name: "read", arguments: { path: "a", from: 1 } });
    expect(table.has({ name: "read", arguments: { from: 1, path: "a" } })).toBe(true);
    expect(table.has({ name: "read", arguments: { path: "a" } })).toBe(false);
    expect(table.has({ name: "write", arguments: { path: "a", from: 1 } })).toBe(false);
  });

  it("knows what is added after it was asked", () => {
    const table = new CallTable();
    expect(table.hasName("read")).toBe(false);
    table.add({ name: "read", arguments: {} });
    expect(table.has({ name: "read", arguments: { path: "b" } })).toBe(false);
    table.add({ name: "read", arguments: { path: "b" } });
    expect(table.hasName("read")).toBe(true);
    expect(table.has({ name: "read", arguments: { path: "b" } })).toBe(true);
  });
});
