import { isObject, type JsonObject } from "../kimi/index.ts";
import { createToolNames, type ToolNames } from "../tool-schema/index.ts";
import { asList, hasType } from "./messages.ts";

/** A message of a conversation, as far as it may call tools. */
interface ConversationMessage {
  readonly role: string;
  readonly content?: unknown;
}

/** The names of a conversation's tools; `null` where the service accepts all of them. */
export function conversationToolNames(
  messages: readonly ConversationMessage[],
  tools: readonly { readonly name: string }[] = [],
): ToolNames | null {
  const called = messages.flatMap(({ role, content }) =>
    role === "assistant"
      ? listed(content)
          .filter((block) => hasType(block, "toolCall"))
          .flatMap(nameOf)
      : [],
  );
  return createToolNames([...tools.map(({ name }) => name), ...called]);
}

/**
 * Writes the names of tools in a `/messages` body as the service accepts them: of those that are offered, of those that
 * earlier turns called, of the one that is to be called.
 */
export function patchMessagesToolNames(body: JsonObject): JsonObject {
  const blocks = listed(body["messages"]).flatMap(({ content }) => listed(content));
  const calls = blocks.filter((block) => hasType(block, "tool_use"));
  const names = createToolNames([...listed(body["tools"]), ...calls].flatMap(nameOf));
  if (names === null) return body;
  const rename = (entry: JsonObject) => withName(entry, names.toWire);
  return {
    ...body,
    ...("tools" in body && { tools: mapObjects(body["tools"], rename) }),
    messages: mapObjects(body["messages"], (message) => ({
      ...message,
      content: mapObjects(message["content"], (block) =>
        hasType(block, "tool_use") ? rename(block) : block,
      ),
    })),
    ...("tool_choice" in body && { tool_choice: wireToolChoice(body["tool_choice"], names.toWire) }),
  };
}

/** The tool that is to be called, in the form of either dialect, under its name on the wire. */
export function wireToolChoice(choice: unknown, toWire: (name: string) => string): unknown {
  return isObject(choice) ? withFunctionName(withName(choice, toWire), toWire) : choice;
}

function withName(entry: JsonObject, toWire: (name: string) => string): JsonObject {
  const { name } = entry;
  return typeof name === "string" ? { ...entry, name: toWire(name) } : entry;
}

function withFunctionName(entry: JsonObject, toWire: (name: string) => string): JsonObject {
  const described = entry["function"];
  return isObject(described) ? { ...entry, function: withName(described, toWire) } : entry;
}

function nameOf({ name }: JsonObject): string[] {
  return typeof name === "string" ? [name] : [];
}

/** The objects of a list; none of what is not a list. */
function listed(value: unknown): readonly JsonObject[] {
  return asList(value)?.filter(isObject) ?? [];
}

function mapObjects(value: unknown, map: (entry: JsonObject) => JsonObject): unknown {
  return asList(value)?.map((entry) => (isObject(entry) ? map(entry) : entry)) ?? value;
}
