import { isObject, type JsonObject } from "../kimi/index.ts";
import { chooseTools, normalizeToolSchema } from "../tool-schema/index.ts";

/**
 * Gives the tools of a `/chat/completions` body schemas that the service takes, and leaves out those for which it
 * would refuse the request. It is done here and not where the host prepares its tools, because the host goes by that
 * schema when it checks arguments, and by a union it changes them: 5 became "5" (measured on 2026.9.6).
 */
export function patchChatTools(body: JsonObject): JsonObject {
  return patchTools(body, chatToolName, (tool) => {
    const described = tool["function"];
    if (!isObject(described) || !("parameters" in described)) return tool;
    const { schema } = normalizeToolSchema(described["parameters"]);
    return { ...tool, function: { ...described, parameters: schema } };
  });
}

/** As {@link patchChatTools}, for a `/messages` body. */
export function patchMessagesTools(body: JsonObject): JsonObject {
  return patchTools(
    body,
    (tool) => tool["name"],
    (tool) => {
      if (!("input_schema" in tool)) return tool;
      return { ...tool, input_schema: normalizeToolSchema(tool["input_schema"]).schema };
    },
  );
}

function patchTools(
  body: JsonObject,
  nameOf: (tool: JsonObject) => unknown,
  patch: (tool: JsonObject) => JsonObject,
): JsonObject {
  const { tools } = body;
  if (!Array.isArray(tools)) return body;
  const { offered } = chooseTools<unknown>(tools, (tool) => (isObject(tool) ? nameOf(tool) : undefined));
  return { ...body, tools: offered.map((tool) => (isObject(tool) ? patch(tool) : tool)) };
}

function chatToolName(tool: JsonObject): unknown {
  const described = tool["function"];
  return isObject(described) ? described["name"] : undefined;
}
