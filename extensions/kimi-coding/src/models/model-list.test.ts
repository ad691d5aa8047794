import { describe, expect, it } from "vitest";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { modelListBody, parseModelList, type ListedModel } from "./model-list.ts";

const unsaid: Omit<ListedModel, "id"> = {
  displayName: null,
  contextWindow: null,
  imageInput: null,
  videoInput: null,
  thinking: null,
  dialect: OPENAI_DIALECT,
};
const efforts = { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" };

function parseRow(row: object): ListedModel | undefined {
  return parseModelList({ data: [{ id: "k3", ...row }] })?.[0];
}

describe("parseModelList", () => {
  it("reads all that the service says of a model", () => {
    const row = {
      id: "k3",
      context_length: 1_048_576,
      supports_reasoning: true,
      supports_image_in: true,
      supports_video_in: false,
      supports_tool_use: true,
      display_name: "K3",
      think_efforts: efforts,
      protocol: "anthropic",
    };
    expect(parseModelList({ object: "list", data: [row] })).toStrictEqual([
      {
        id: "k3",
        displayName: "K3",
        contextWindow: 1_048_576,
        imageInput: true,
        videoInput: false,
        thinking: { always: null, efforts: ["low", "high", "max"], defaultEffort: "max" },
        dialect: ANTHROPIC_DIALECT,
      },
    ]);
  });

  it("assumes nothing if a row has only an id", () => {
    expect(parseModelList({ data: [{ id: " k3 " }] })).toStrictEqual([{ ...unsaid, id: "k3" }]);
  });

  it.each([
    { name: "no id", row: { display_name: "x" } },
    { name: "an id that is not text", row: { id: 3 } },
    { name: "a blank id", row: { id: " " } },
    { name: "no object", row: "k3" },
    { name: "nothing", row: null },
  ])("skips a row with $name, and keeps the others", ({ row }) => {
    expect(parseModelList({ data: [row, { id: "k3" }] })?.map(({ id }) => id)).toStrictEqual(["k3"]);
  });

  it("counts the first of two rows with one id", () => {
    const data = [
      { id: "k3", context_length: 2 },
      { id: "k3", context_length: 1 },
    ];
    expect(parseModelList({ data })?.map(({ contextWindow }) => contextWindow)).toStrictEqual([2]);
  });

  it("reads a number that comes as text", () => {
    expect(parseRow({ context_length: "1048576" })?.contextWindow).toBe(1_048_576);
  });

  it.each([0, -1, 1.5, "many", "", null, {}, true])("treats %j as no context window", (context_length) => {
    expect(parseRow({ context_length })?.contextWindow).toBeNull();
  });

  it.each([
    { said: "true", expected: true },
    { said: 1, expected: true },
    { said: 0, expected: false },
    { said: "maybe", expected: null },
    { said: null, expected: null },
  ])("takes the switch $said for $expected", ({ said, expected }) => {
    expect(parseRow({ supports_image_in: said })?.imageInput).toBe(expected);
  });

  const none = { efforts: [], defaultEffort: null };
  const silent = { efforts: null, defaultEffort: null };
  it.each([
    { name: "always", row: { supports_thinking_type: "only" }, thinking: { ...silent, always: true } },
    {
      name: "always, whatever the older field says",
      row: { supports_thinking_type: "only", supports_reasoning: false },
      thinking: { ...silent, always: true },
    },
    {
      name: "on or off",
      row: { supports_thinking_type: "both", supports_reasoning: false },
      thinking: { ...silent, always: false },
    },
    {
      name: "never, with efforts or without",
      row: { supports_thinking_type: "no", supports_reasoning: true, think_efforts: efforts },
      thinking: { ...none, always: false, never: true },
    },
    {
      name: "never by the older field",
      row: { supports_reasoning: false },
      thinking: { ...none, always: false, never: true },
    },
    {
      name: "in a way not said by the older field, where the newer one says what nobody knows",
      row: { supports_reasoning: true, supports_thinking_type: "often" },
      thinking: { ...silent, always: null },
    },
    {
      name: "nothing where it says nothing that is known",
      row: { supports_thinking_type: "often", supports_reasoning: "perhaps" },
      thinking: null,
    },
    {
      name: "efforts without a default where the default is none of them",
      row: { think_efforts: { ...efforts, default_effort: "turbo" } },
      thinking: { always: null, efforts: ["low", "high", "max"], defaultEffort: null },
    },
    {
      name: "no efforts unless support is exactly true",
      row: { supports_reasoning: true, think_efforts: { ...efforts, support: "true" } },
      thinking: { ...none, always: null },
    },
    {
      name: "no efforts where they are no list",
      row: { supports_reasoning: true, think_efforts: { support: true, valid_efforts: "max" } },
      thinking: { ...none, always: null },
    },
    {
      name: "only the efforts that are words",
      row: {
        think_efforts: { support: true, valid_efforts: [1, " High ", "", "high"], default_effort: "HIGH" },
      },
      thinking: { always: null, efforts: ["high"], defaultEffort: "high" },
    },
    {
      name: "nothing by the flat fields",
      row: { support_efforts: ["low"], default_effort: "low" },
      thinking: null,
    },
  ])("understands that a model reasons $name", ({ row, thinking }) => {
    expect(parseRow(row)?.thinking).toStrictEqual(thinking);
  });

  it.each([undefined, "openai", "grpc", 3])("treats the protocol %j as the OpenAI dialect", (protocol) => {
    expect(parseRow({ protocol })?.dialect).toBe(OPENAI_DIALECT);
  });

  it.each(["response", "Responses", "openai-responses"])(
    "takes the protocol %j for none of ours",
    (protocol) => {
      expect(parseRow({ protocol })?.dialect).toBeNull();
    },
  );

  it.each([null, [], "x", {}, { data: {} }])("refuses the body %j", (body) => {
    expect(parseModelList(body)).toBeNull();
  });
});

describe("the rows of a stranger", () => {
  it.each(["k3\u001B]0;x\u0007", "two words", "x".repeat(101)])("are left out with the id %j", (id) => {
    expect(parseModelList({ data: [{ id }] })).toStrictEqual([]);
  });

  it("have names of one printed line", () => {
    const name = "K3\u001B]0;x\u0007\n✓ chat";
    expect(parseModelList({ data: [{ id: "k3", display_name: name }] })).toMatchObject([
      { displayName: expect.not.stringMatching(/\p{C}/u) },
    ]);
  });

  it("are one model where ids differ in their letter case alone, and a hundred at the most", () => {
    expect(parseModelList({ data: [{ id: "K3" }, { id: "k3" }] })).toHaveLength(1);
    const data = Array.from({ length: 300 }, (_, index) => ({ id: `m${index}` }));
    expect(parseModelList({ data })).toHaveLength(100);
  });
});

describe("modelListBody", () => {
  it.each<ListedModel>([
    { ...unsaid, id: "a" },
    { ...unsaid, id: "b", thinking: { ...none(), always: false, never: true } },
    { ...unsaid, id: "c", thinking: { ...none(), always: true }, imageInput: false, videoInput: true },
    {
      id: "d",
      displayName: "D",
      contextWindow: 7,
      imageInput: true,
      videoInput: false,
      thinking: { always: true, efforts: ["low", "turbo"], defaultEffort: "turbo" },
      dialect: ANTHROPIC_DIALECT,
    },
    { ...unsaid, id: "e", thinking: { always: false, efforts: ["low"], defaultEffort: null } },
    { ...unsaid, id: "f", thinking: { always: null, efforts: null, defaultEffort: null }, dialect: null },
  ])("is read as what it was made of: $id", (model) => {
    const text = JSON.stringify(modelListBody([model]));
    expect(parseModelList(JSON.parse(text))).toStrictEqual([model]);
  });
});

function none() {
  return { efforts: [], defaultEffort: null };
}
