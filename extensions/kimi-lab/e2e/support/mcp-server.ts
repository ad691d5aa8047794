import { createInterface } from "node:readline";
import { z } from "zod";

/**
 * An MCP server on stdio, started as a process of its own. It has one tool, `note`, whose schema has what the service
 * refuses and what it has no word for; the tool answers with its arguments as they came.
 */
const noteTool = {
  name: "note",
  description: "Keeps a note",
  inputSchema: {
    type: "object",
    properties: {
      value: { description: "Anything" },
      filter: { $ref: "#/$defs/filter", description: "Where to look" },
      target: { type: "object", anyOf: [{ required: ["id"] }, { required: ["name"] }] },
      kind: { enum: ["todo", "done"] },
    },
    required: ["value"],
    dependentRequired: { kind: ["target"] },
    not: { required: ["secret"] },
    $defs: {
      filter: {
        properties: {
          tag: { type: ["string", "null"] },
          and: { type: "array", items: { $ref: "#/$defs/filter" } },
        },
      },
    },
  },
};

const requestSchema = z.looseObject({
  id: z.number().optional(),
  method: z.string(),
  params: z.looseObject({ arguments: z.unknown().optional() }).optional(),
});
type Request = z.infer<typeof requestSchema>;

function answer({ method, params }: Request): object {
  if (method === "initialize") {
    const serverInfo = { name: "notes", version: "1" };
    return { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo };
  }
  if (method === "tools/list") return { tools: [noteTool] };
  if (method === "tools/call") {
    return { content: [{ type: "text", text: `kept ${JSON.stringify(params?.arguments)}` }] };
  }
  return {};
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = requestSchema.parse(JSON.parse(line));
  if (request.id === undefined) continue;
  const message = { jsonrpc: "2.0", id: request.id, result: answer(request) };
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
