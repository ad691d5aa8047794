import { isObject, type JsonObject } from "../../kimi/index.ts";

/** Types of the wire's own object (official client, 2026-08). */
const WIRE_TYPES: ReadonlySet<unknown> = new Set(["json_object", "json_schema", "text"]);

/**
 * What the wire says of the form of an answer; `undefined` for nothing. Hosts give a JSON schema (2026.9.6), or the
 * wire's own object.
 */
export function responseFormat(asked: unknown): JsonObject | undefined {
  if (!isObject(asked)) return undefined;
  if (WIRE_TYPES.has(asked["type"])) return asked;
  return { type: "json_schema", json_schema: { name: "response", schema: asked } };
}
