import { describe, expect, it } from "vitest";
import { parseModelList, type ListedModel } from "./model-list.ts";
import { findListed, planById, planRow } from "./plan-row.ts";

const defaults = {
  input: ["text", "image"],
  reasoning: true,
  contextWindow: 262_144,
  maxTokens: 32_768,
} as const;
const k3 = { name: "K3", contextWindow: 1_048_576, maxTokens: 131_072 };
const aliases = { "kimi-for-coding": "kimi-code", k2p5: "kimi-code" };

function listed(...rows: readonly object[]): ListedModel[] {
  return parseModelList({ data: rows }) ?? [];
}

function rowOf(row: object) {
  return listed(row).map((model) => planRow(model))[0];
}

describe("planRow", () => {
  it("takes the name, the window, the input and the reasoning from the service", () => {
    const row = {
      id: "k3",
      display_name: "Kimi K3",
      context_length: 1_048_576,
      supports_image_in: false,
      supports_thinking_type: "no",
    };
    expect(rowOf(row)).toStrictEqual({
      name: "Kimi K3",
      input: ["text"],
      reasoning: false,
      contextWindow: 1_048_576,
      maxTokens: 131_072,
    });
  });

  it.each([
    { id: "kimi-for-coding", known: { name: "Kimi Code", contextWindow: 1_048_576 } },
    { id: "kimi-for-coding-highspeed", known: { name: "Kimi For Coding Highspeed" } },
    { id: "K3", known: k3 },
    { id: "k3-256k", known: { ...k3, name: "K3 256K", contextWindow: 262_144 } },
    { id: "k3.1-pro", known: { ...k3, name: "K3.1 Pro" } },
  ])("fills in what is known of $id where the service says nothing", ({ id, known }) => {
    expect(rowOf({ id })).toStrictEqual({ ...defaults, ...known });
  });

  it("gives a model that nothing is known of its id for a name, and no images", () => {
    expect(rowOf({ id: "k9" })).toStrictEqual({ ...defaults, name: "k9", input: ["text"] });
    expect(rowOf({ id: "k9", supports_image_in: true })?.input).toStrictEqual(["text", "image"]);
  });

  it("lets no answer be longer than the window", () => {
    expect(rowOf({ id: "tiny", context_length: 8192 })?.maxTokens).toBe(8192);
  });
});

describe("planById", () => {
  it("puts the default model first, under the id that users know, and keeps the service's order", () => {
    const plan = planById(listed({ id: "k3" }, { id: "kimi-for-coding" }, { id: "k9" }), aliases);
    expect([...plan.keys()]).toStrictEqual(["kimi-code", "k3", "k9"]);
  });

  it("gives one model with several names one row, that of its main name", () => {
    const plan = planById(
      listed({ id: "k2p5", context_length: 1 }, { id: "kimi-for-coding", context_length: 2 }),
      aliases,
    );
    expect([...plan].map(([id, { contextWindow }]) => [id, contextWindow])).toStrictEqual([["kimi-code", 2]]);
  });

  it("leaves out a model that is to be spoken to over the Responses API", () => {
    const plan = planById(listed({ id: "kimi-for-coding" }, { id: "k3", protocol: "response" }), aliases);
    expect([...plan.keys()]).toStrictEqual(["kimi-code"]);
  });

  it("does not list the default model where the plan lacks it", () => {
    expect([...planById(listed({ id: "k3" }), aliases).keys()]).toStrictEqual(["k3"]);
  });
});

describe("findListed", () => {
  it("finds a model in any letter case, and none that is not there", () => {
    expect(findListed(listed({ id: "K3" }), "k3")?.id).toBe("K3");
    expect(findListed(listed({ id: "k3" }), "constructor")).toBeUndefined();
  });
});
