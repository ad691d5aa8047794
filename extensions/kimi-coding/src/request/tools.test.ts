import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { patchMessagesTools as patch } from "./tools.ts";

const given = { type: "object", properties: { a: { enum: ["x"] } } };
const made = { type: "object", properties: { a: { type: "string", enum: ["x"] } }, required: [] };

function tool(name: string, input_schema: unknown = given) {
  return { name, description: "d", input_schema };
}

describe("the tools of a `/messages` body", () => {
  it("get a normalized schema, and keep the rest", () => {
    const body = deepFreeze({ model: "m", tools: [tool("read")] });
    expect(patch(body)).toStrictEqual({ model: "m", tools: [tool("read", made)] });
  });

  it("are 128, each with a name of its own", () => {
    const names = Array.from({ length: 130 }, (_, index) => `tool${index}`);
    const tools = ["tool0", ...names].map((name) => tool(name));
    expect(patch({ tools })).toStrictEqual({ tools: names.slice(0, 128).map((name) => tool(name, made)) });
  });

  it.each([{ tools: undefined }, { tools: null }, { tools: "x" }, {}, { tools: [] }])(
    "are left as they are in %j",
    (body) => {
      expect(patch(body)).toStrictEqual(body);
    },
  );

  it("stay as they are where they have no schema of arguments", () => {
    const tools = [{ type: "web_search_20250305", name: "web_search" }, "x", null];
    expect(patch({ tools })).toStrictEqual({ tools });
  });
});
