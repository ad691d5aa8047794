import { isObject } from "../kimi/index.ts";

/**
 * The arguments of a call as an object (R5); null if they are JSON of another kind. Nothing is `{}`. Raw control
 * characters in strings are escaped first, where there are any. Throws where it is no JSON.
 */
export function parseArguments(
  raw: string,
  hasRawControls: boolean,
): Readonly<Record<string, unknown>> | null {
  if (raw === "") return {};
  const parsed: unknown = JSON.parse(hasRawControls ? escapeControls(raw) : raw);
  return isObject(parsed) ? parsed : null;
}

/** Escapes the control characters within strings; outside of them they are blanks between tokens, and stay. */
function escapeControls(json: string): string {
  const escaped: string[] = [];
  let inString = false;
  let from = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === 0x22) inString = !inString;
    else if (inString && code === 0x5c) at += 1;
    else if (inString && code < 0x20) {
      escaped.push(json.slice(from, at), `\\u${code.toString(16).padStart(4, "0")}`);
      from = at + 1;
    }
  }
  return escaped.join("") + json.slice(from);
}
