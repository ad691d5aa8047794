import { describe, expect, it } from "vitest";
import { createCallIds } from "./call-ids.ts";

const native = { name: "ls", index: "0", nativeId: "functions.ls:0" };

describe("createCallIds", () => {
  it("keeps the model's own id where it is free", () => {
    expect(createCallIds([]).create(native)).toBe("functions.ls:0");
  });

  it("gives the next free index where it is not", () => {
    const ids = createCallIds(["functions.ls:0", "functions.ls:1", "call_x"]);
    expect([ids.create(native), ids.create(native)]).toStrictEqual(["functions.ls:2", "functions.ls:3"]);
  });

  it.each([
    {
      name: "a name without the prefix",
      call: { name: "ls", index: "4", nativeId: "ls:4" },
      id: "functions.ls:4",
    },
    { name: "no index", call: { name: "ls", index: null, nativeId: "functions.ls" }, id: "functions.ls:0" },
    { name: "a bare counter", call: { name: "ls", index: null, nativeId: "7" }, id: "functions.ls:0" },
    {
      name: "an index beyond the safe integers",
      call: { name: "ls", index: "99999999999999999999", nativeId: "ls:99999999999999999999" },
      id: "functions.ls:99999999999999999999",
    },
  ])("makes an id in the native form of $name", ({ call, id }) => {
    expect(createCallIds([]).create(call)).toBe(id);
  });

  it("keeps tools apart", () => {
    const ids = createCallIds(["functions.ls:0"]);
    expect(ids.create({ name: "cat", index: null, nativeId: "1" })).toBe("functions.cat:0");
  });

  it("takes note of ids in use, once", () => {
    const ids = createCallIds([]);
    expect([ids.reserve("functions.ls:0"), ids.reserve("functions.ls:0")]).toStrictEqual([true, false]);
    expect(ids.create(native)).toBe("functions.ls:1");
  });

  it("finds the next index of many calls of one index in one step each", () => {
    const ids = createCallIds([]);
    const made = Array.from({ length: 5000 }, () => ids.create(native));
    expect(new Set(made).size).toBe(5000);
    expect(made.at(-1)).toBe("functions.ls:4999");
  });
});
