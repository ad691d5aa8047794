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
  { written: "kimi-code@kimi:setup-0f9b8c7d-1234-5678-9abc-def012345678" },
  { written: "k2p5@kimi-coding:me@example.com" },
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
    { written: "own@openai:default" },
    { written: "own@2026" },
  ])("leaves '$written', which is not an alias, as it is", ({ written }) => {
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
  ])("sends '$written', which is not an alias, as '$wire'", ({ written, wire }) => {
    expect(wireModelId(written, TEST_ALIASES, TEST_ROW_ID)).toBe(wire);
  });

  it("sends an id that is not a row without the auth profile after it", () => {
    expect(wireModelId("own@kimi:work", TEST_ALIASES, TEST_ROW_ID)).toBe("own");
  });

  it("sends an alias of another row as that row", () => {
    expect(wireModelId("fast", { fast: "k3" }, TEST_ROW_ID)).toBe("k3");
  });

  it("is the id that the official clients send", () => {
    expect(DEFAULT_WIRE_MODEL_ID).toBe("kimi-for-coding");
  });
});
