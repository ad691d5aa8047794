import { isObject, type JsonObject } from "../json.ts";

/** The body with `change` applied to each of its messages; one without a list of messages stays as it is. */
export function mapMessages(body: JsonObject, change: (message: unknown) => unknown): JsonObject {
  const { messages } = body;
  return Array.isArray(messages) ? { ...body, messages: messages.map(change) } : body;
}

/** The reasoning of the turn that made these calls, or an empty string where it is not known. */
export function knownReasoning(calls: readonly unknown[], reasoning: ReadonlyMap<string, string>): string {
  for (const call of calls) {
    const id = isObject(call) ? call["id"] : undefined;
    const text = typeof id === "string" ? reasoning.get(id) : undefined;
    if (text !== undefined) return text;
  }
  return "";
}
