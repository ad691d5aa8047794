import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { createToolNames } from "../tool-schema/index.ts";
import { patchMessagesToolNames, wireToolChoice } from "./tool-names.ts";

const wire = (name: string) => createToolNames([name])?.toWire(name) ?? name;
const query = wire("12306__query");
const gone = wire("gone.tool");

describe("patchMessagesToolNames", () => {
  const body = deepFreeze({
    tools: [{ name: "12306__query", input_schema: {} }],
    messages: [
      { role: "user", content: "go" },
      {
        role: "assistant",
        content: [
          { type: "text", text: "12306__query" },
          { type: "tool_use", id: "a", name: "12306__query", input: {} },
          { type: "tool_use", id: "b", name: "gone.tool", input: {} },
        ],
      },
    ],
    tool_choice: { type: "tool", name: "12306__query" },
  });

  it("writes every name of a tool anew, and nothing else", () => {
    expect(patchMessagesToolNames(body)).toStrictEqual({
      tools: [{ name: query, input_schema: {} }],
      messages: [
        body.messages[0],
        {
          role: "assistant",
          content: [
            { type: "text", text: "12306__query" },
            { type: "tool_use", id: "a", name: query, input: {} },
            { type: "tool_use", id: "b", name: gone, input: {} },
          ],
        },
      ],
      tool_choice: { type: "tool", name: query },
    });
    const once = deepFreeze(patchMessagesToolNames(body));
    expect(patchMessagesToolNames(once)).toBe(once);
  });

  it("returns the very body where the service accepts all names", () => {
    const plain = { tools: [{ name: "read" }], messages: [] };
    expect(patchMessagesToolNames(plain)).toBe(plain);
  });
});

describe("wireToolChoice", () => {
  it.each([
    {
      choice: { type: "function", function: { name: "12306__query" } },
      on: { type: "function", function: { name: query } },
    },
    { choice: { type: "tool", name: "12306__query" }, on: { type: "tool", name: query } },
  ])("writes the name of $choice anew", ({ choice, on }) => {
    expect(wireToolChoice(choice, wire)).toStrictEqual(on);
  });

  it.each(["auto", "required", undefined, { type: "any" }])("leaves %j alone", (choice) => {
    expect(wireToolChoice(choice, wire)).toStrictEqual(choice);
  });
});
