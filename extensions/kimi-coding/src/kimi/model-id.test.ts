import { describe, expect, it } from "vitest";
import { TEST_ALIASES, TEST_ROW_ID } from "../../test-support/values.ts";
import { canonicalModelId, DEFAULT_WIRE_MODEL_ID, wireModelId } from "./model-id.ts";

const names = [
  { written: "kimi-code" },
  { written: "kimi-for-coding" },
  { written: "k2p5" },
  { written: "kimi-k2.5" },
  { written: "K2P5" },
  { written: "Kimi-For-Coding" },
  { written: "KIMI-CODE" },
  { written: "  kimi-code\n" },
];

describe("canonicalModelId", () => {
  it.each(names)("resolves '$written' to the row", ({ written }) => {
    expect(canonicalModelId(written, TEST_ALIASES)).toBe(TEST_ROW_ID);
  });

  it.each([
    { written: "k3" },
    { written: "kimi-for-coding-highspeed" },
    { written: "kimi" },
    { written: "constructor" },
    { written: "__proto__" },
    { written: "" },
  ])("leaves '$written', which is no alias, as it is", ({ written }) => {
    expect(canonicalModelId(written, TEST_ALIASES)).toBe(written);
  });
});

describe("wireModelId", () => {
  it.each(names)("sends '$written' as the service's own name", ({ written }) => {
    expect(wireModelId(written, TEST_ALIASES, TEST_ROW_ID)).toBe(DEFAULT_WIRE_MODEL_ID);
  });

  it.each([
    { written: "k3", wire: "k3" },
    { written: " k3-256k ", wire: "k3-256k" },
    { written: "kimi-for-coding-highspeed", wire: "kimi-for-coding-highspeed" },
    { written: "Own-Model/7B", wire: "Own-Model/7B" },
  ])("sends '$written', which is no alias, as '$wire'", ({ written, wire }) => {
    expect(wireModelId(written, TEST_ALIASES, TEST_ROW_ID)).toBe(wire);
  });

  it("sends an alias of another row as that row", () => {
    expect(wireModelId("fast", { fast: "k3" }, TEST_ROW_ID)).toBe("k3");
  });

  it("is the id that the official clients send", () => {
    expect(DEFAULT_WIRE_MODEL_ID).toBe("kimi-for-coding");
  });
});
