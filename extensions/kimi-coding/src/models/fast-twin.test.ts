import { describe, expect, it } from "vitest";
import { fastTwin, isFast } from "./fast-twin.ts";
import { parseModelList } from "./model-list.ts";

function planOf(...ids: readonly string[]) {
  return parseModelList({ data: ids.map((id) => ({ id })) }) ?? [];
}

describe("fastTwin", () => {
  it("is the highspeed model, for the default one, in a plan that has it", () => {
    const plan = planOf("kimi-for-coding", "kimi-for-coding-highspeed", "k3");
    expect(fastTwin("kimi-for-coding", plan)).toBe("kimi-for-coding-highspeed");
  });

  it("is that in a plan that is not known, too", () => {
    expect(fastTwin("kimi-for-coding", null)).toBe("kimi-for-coding-highspeed");
    expect(fastTwin("k3", null)).toBeUndefined();
  });

  it("is absent if the plan has it only over the Responses API", () => {
    const rows = [{ id: "kimi-for-coding" }, { id: "kimi-for-coding-highspeed", protocol: "response" }];
    expect(fastTwin("kimi-for-coding", parseModelList({ data: rows }) ?? [])).toBeUndefined();
  });

  it.each([
    { name: "a plan without it", wireId: "kimi-for-coding", plan: planOf("kimi-for-coding") },
    { name: "a model without a twin", wireId: "k3", plan: planOf("k3", "kimi-for-coding-highspeed") },
    { name: "the name of no model", wireId: "constructor", plan: planOf("constructor") },
  ])("is none for $name", ({ wireId, plan }) => {
    expect(fastTwin(wireId, plan)).toBeUndefined();
  });
});

describe("isFast", () => {
  it.each([true, "on", " True ", () => true, () => "on"])("is on for %s", (setting) => {
    expect(isFast(setting)).toBe(true);
  });

  it.each([undefined, null, false, "off", "auto", 1, {}, () => false, () => undefined])(
    "is off for %s",
    (setting) => {
      expect(isFast(setting)).toBe(false);
    },
  );
});
