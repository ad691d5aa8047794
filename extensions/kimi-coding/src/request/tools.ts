import { isObject, type JsonObject } from "../kimi/index.ts";
import { chooseTools, normalizeToolSchema } from "../tool-schema/index.ts";

/**
 * Gives the tools of a `/messages` body schemas that the service takes, and leaves out those for which it would refuse
 * the request. Why it is done here: `chatTools`.
 */
export function patchMessagesTools(body: JsonObject): JsonObject {
  const { tools } = body;
  if (!Array.isArray(tools)) return body;
  const { offered } = chooseTools<unknown>(tools, (tool) => (isObject(tool) ? tool["name"] : undefined));
  return { ...body, tools: offered.map((tool) => (isObject(tool) ? withSchema(tool) : tool)) };
}

function withSchema(tool: JsonObject): JsonObject {
  if (!("input_schema" in tool)) return tool;
  return { ...tool, input_schema: normalizeToolSchema(tool["input_schema"]).schema };
}
