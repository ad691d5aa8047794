/**
 * A JSON text with the control characters within its strings escaped: models write them as they are. Outside of
 * strings they are blanks between tokens, and stay.
 */
export function escapeControls(json: string): string {
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
