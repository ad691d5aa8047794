import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { createToolNames } from "../tool-schema/index.ts";
import { patchChatToolNames, patchMessagesToolNames, wireToolChoice } from "./tool-names.ts";

const wire = (name: string) => createToolNames([name])?.toWire(name) ?? name;
const query = wire("12306__query");
const gone = wire("gone.tool");

const functionOf = (name: string) => ({ type: "function", function: { name, parameters: {} } });
const callOf = (name: string) => ({
  id: `functions.${name}:0`,
  type: "function",
  function: { name, arguments: "{}" },
});

describe("patchChatToolNames", () => {
  const system = { role: "system", content: "Use 12306__query." };
  const result = { role: "tool", tool_call_id: "functions.12306__query:0", content: "x" };
  const body = deepFreeze({
    model: "k3",
    tools: [functionOf("12306__query"), functionOf("read")],
    messages: [
      { ...system, tools: [functionOf("added.later")] },
      { role: "user", content: "go" },
      { role: "assistant", tool_calls: [callOf("12306__query"), callOf("gone.tool"), callOf("read")] },
      { ...result, name: "12306__query" },
      "no object",
    ],
    tool_choice: { type: "function", function: { name: "12306__query" } },
  });

  it("writes every name of a tool anew, and nothing else", () => {
    expect(patchChatToolNames(body)).toStrictEqual({
      ...body,
      tools: [functionOf(query), functionOf("read")],
      messages: [
        { ...system, tools: [functionOf(wire("added.later"))] },
        body.messages[1],
        {
          role: "assistant",
          tool_calls: [
            { ...callOf("12306__query"), function: { name: query, arguments: "{}" } },
            { ...callOf("gone.tool"), function: { name: gone, arguments: "{}" } },
            callOf("read"),
          ],
        },
        { ...result, name: query },
        "no object",
      ],
      tool_choice: { type: "function", function: { name: query } },
    });
  });

  it("changes nothing the second time", () => {
    const once = deepFreeze(patchChatToolNames(body));
    expect(patchChatToolNames(once)).toBe(once);
  });

  it.each([
    { name: "no tools", value: { messages: [] } },
    { name: "names that the service accepts", value: { tools: [functionOf("read")], messages: [] } },
    {
      name: "a tool of the service's own",
      value: { tools: [{ type: "builtin_function", function: { name: "$web_search" } }], messages: [] },
    },
    { name: "what is no conversation", value: { tools: "x", messages: 3 } },
  ])("returns the very body with $name", ({ value }) => {
    expect(patchChatToolNames(value)).toBe(value);
  });
});

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
  it.each(["auto", "required", undefined, { type: "any" }])("leaves %j alone", (choice) => {
    expect(wireToolChoice(choice, wire)).toStrictEqual(choice);
  });
});
