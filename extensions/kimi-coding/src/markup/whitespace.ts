const nonAsciiSpace = /\s/u;

/** Whether a code unit is whitespace as `String.prototype.trim` sees it. */
export function isWhitespace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0xa0 && nonAsciiSpace.test(String.fromCharCode(code));
}

/** Where the first visible code unit stands; the length of the text if there is none. */
export function firstVisible(text: string): number {
  let at = 0;
  while (at < text.length && isWhitespace(text.charCodeAt(at))) at += 1;
  return at;
}
