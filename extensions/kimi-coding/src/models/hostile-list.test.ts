import { describe, expect, it } from "vitest";
import { modelListBody, parseModelList } from "./model-list.ts";
import { writePlans } from "./stored-plans.ts";

const efforts = (valid_efforts: readonly unknown[], default_effort = "") => ({
  supports_thinking_type: "both",
  think_efforts: { support: true, valid_efforts, default_effort },
});

describe("a list of models that is not the service's", () => {
  it.each([
    {
      name: "46 MB of efforts",
      data: [
        {
          id: "k3",
          ...efforts(Array.from({ length: 1_000_000 }, (_, at) => `effort-number-with-a-long-name-${at}`)),
        },
      ],
    },
    { name: "an effort of 1 MB", data: [{ id: "k3", ...efforts(["e".repeat(1e6), "low"]) }] },
    {
      name: "efforts with control characters",
      data: [{ id: "k3", ...efforts(["low\u001B[2J", "\u202Ehigh", "a\nb", "low"]) }],
    },
    { name: "a name of 1 MB", data: [{ id: "k3", display_name: "n".repeat(1e6) }] },
    {
      name: "a name that is a script of a terminal",
      data: [{ id: "k3", display_name: "\u001B]0;owned\u0007\u202E\nK3\uD800" }],
    },
    { name: "an id of 1 MB", data: [{ id: "k".repeat(1e6) }, { id: "k3" }] },
    {
      name: "100,000 models",
      data: Array.from({ length: 100_000 }, (_, at) => ({
        id: `m${at}`,
        display_name: "n".repeat(99),
        ...efforts(["low"]),
      })),
    },
    { name: "a context of 1e300", data: [{ id: "k3", context_length: 1e300 }] },
  ])("with $name is stored as a small file of printed text", ({ data }) => {
    const models = parseModelList({ data }) ?? [];
    expect(models.length).toBeGreaterThan(0);
    const text = writePlans([], { agent: "", account: "a", seenAt: 0, models });
    expect(text.length).toBeLessThan(100_000);
    expect(JSON.stringify(modelListBody(models))).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|\\u/u);
    expect(parseModelList(modelListBody(models))).toStrictEqual(models);
  });

  it("keeps efforts and names that are long and right", () => {
    const listed = ["none", "minimal", "low", "medium", "high", "xhigh", "ultra-high_2.5", "max"];
    const name = "Kimi K3 Thinking Preview (256K) · 月之暗面 编程 – “long horizon” edition, 2026-11";
    const [model] =
      parseModelList({ data: [{ id: "k3", display_name: name, ...efforts(listed, "max") }] }) ?? [];
    expect(model).toMatchObject({ displayName: name, thinking: { efforts: listed, defaultEffort: "max" } });
  });
});
