import { describe, expect, it } from "vitest";
import { registerPlugin } from "../../test-support/registration.ts";

type Inspect = NonNullable<ReturnType<typeof registerPlugin>["provider"]["inspectToolSchemas"]>;
type Tool = Parameters<Inspect>[0]["tools"][number];

function tool(name: string, parameters: Tool["parameters"] = { type: "object" }): Tool {
  return { name, label: name, description: name, parameters, execute };
}
function execute() {
  return Promise.resolve({ content: [], details: {} });
}
function inspect(tools: Tool[]) {
  return registerPlugin().provider.inspectToolSchemas?.({ provider: "kimi", tools });
}

describe("inspectToolSchemas", () => {
  it("has nothing to say of tools that the model sees as they are", () => {
    const filter = { type: "object", properties: { a: { enum: ["x"] } } };
    expect(inspect([tool("read"), tool("find", filter)])).toStrictEqual([]);
  });

  it("names a tool whose schema says less to the model, and where", () => {
    const odd = {
      type: "object",
      properties: { a: { type: "string", not: { const: "x" } } },
      dependentRequired: { a: ["b"] },
    };
    expect(inspect([tool("read"), tool("odd", odd)])).toStrictEqual([
      {
        toolName: "odd",
        toolIndex: 1,
        violations: [
          "odd.parameters.dependentRequired: the model does not see this",
          "odd.parameters.properties.a.not: the model does not see this",
        ],
      },
    ]);
  });

  it("names each tool that is not offered", () => {
    const tools = Array.from({ length: 129 }, (_, index) => tool(`tool${index}`));
    expect(inspect([...tools, tool("tool0")])).toStrictEqual([
      { toolName: "tool128", toolIndex: 128, violations: [expect.stringContaining("accepts 128 tools")] },
      { toolName: "tool0", toolIndex: 129, violations: [expect.stringContaining("same name")] },
    ]);
  });

  it("leaves the host's own schemas as they are, since the host checks arguments by them", () => {
    expect(registerPlugin().provider.normalizeToolSchemas).toBeUndefined();
  });
});
