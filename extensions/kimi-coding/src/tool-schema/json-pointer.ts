import { isObject } from "../kimi/index.ts";

/** What a local reference (`#`, `#/$defs/name`) points at in a document; undefined when there is nothing, or it is not local. */
export function resolveLocalReference(root: unknown, reference: string): unknown {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return undefined;
  let value = root;
  for (const part of reference.slice(2).split("/")) {
    const name = unescapePart(part);
    if (Array.isArray(value) && /^(?:0|[1-9]\d*)$/u.test(name)) value = value[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return value;
}

/** A pointer in a URI fragment is percent-encoded, and within that has its own escapes (RFC 6901). */
function unescapePart(part: string): string {
  let text = part;
  try {
    text = decodeURIComponent(part);
  } catch {
    // A name with a lone percent sign, written as it is.
  }
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}
