import type { JsonObject } from "../../kimi/index.ts";
import { chooseTools, normalizeToolSchema } from "../../tool-schema/index.ts";
import type { ConversationTool } from "./conversation.ts";

/**
 * The tools of a `/chat/completions` body: those that the service takes in one request, each with a name and a schema in
 * the service's own form. It is done here and not where the host prepares its tools, because the host goes by that schema
 * when it checks arguments, and by a union it changes them: 5 became "5" (measured on 2026.9.6).
 */
export function chatTools(
  tools: readonly ConversationTool[],
  toWire: (name: string) => string,
): readonly JsonObject[] {
  return chooseTools(tools, ({ name }) => name).offered.map(({ name, description, parameters }) => ({
    type: "function",
    function: { name: toWire(name), description, parameters: normalizeToolSchema(parameters).schema },
  }));
}
