import type { JsonObject } from "../kimi/index.ts";

/** Longer values are no help in a sentence. */
const MAX_QUOTED_LENGTH = 200;

/**
 * What a schema says to its reader. `default` and `examples` are draft keywords that some services refuse, and the
 * model is still to know of them: they move into the description.
 */
export function readAnnotations(schema: JsonObject): JsonObject {
  const { title } = schema;
  const description = describe(schema);
  return {
    ...(typeof title === "string" && { title }),
    ...(description !== undefined && { description }),
  };
}

function describe(schema: JsonObject): string | undefined {
  const text = typeof schema["description"] === "string" ? schema["description"] : undefined;
  const examples: readonly unknown[] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
  const notes = [
    quote(
      "default",
      [schema["default"]].filter((value) => value !== undefined && value !== null),
    ),
    quote("examples", examples),
  ].filter((note) => note !== undefined);
  if (notes.length === 0) return text;
  const noted = `(${notes.join("; ")})`;
  return text === undefined || text === "" ? noted : `${text} ${noted}`;
}

function quote(name: string, values: readonly unknown[]): string | undefined {
  if (values.length === 0) return undefined;
  const quoted = values.map((value) => JSON.stringify(value)).join(", ");
  return quoted.length > MAX_QUOTED_LENGTH ? undefined : `${name}: ${quoted}`;
}
