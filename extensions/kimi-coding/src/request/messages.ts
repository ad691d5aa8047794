import { isObject, type JsonObject } from "../kimi/index.ts";

/** A value that is a list; `null` for any other. */
export function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** Whether a value is a text with nothing to read in it. */
export function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

/** Whether a part or block of a message's content has this type. */
export function hasType(block: unknown, type: string): boolean {
  return isObject(block) && block["type"] === type;
}

function isBlankText(part: unknown): boolean {
  return isObject(part) && part["type"] === "text" && isBlank(part["text"] ?? "");
}

/**
 * Content without the parts that the service refuses as empty; `undefined` where nothing is left. Other content than
 * a text or a list of parts stays as it is.
 */
export function withoutBlankText(content: unknown): unknown {
  if (content === null || isBlank(content)) return undefined;
  const parts = asList(content)?.filter((part) => !isBlankText(part));
  if (parts === undefined) return content;
  return parts.length === 0 ? undefined : parts;
}

/** An id as a body has it; a missing one is the empty text. */
export function idOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A call under another id. */
export function withId(call: JsonObject, id: string | undefined): JsonObject {
  return { ...call, id };
}

/** An object without some of its fields. */
export function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
