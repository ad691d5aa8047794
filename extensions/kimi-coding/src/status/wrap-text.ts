/** A line that is to be copied as a whole. */
const COMMAND = /^openclaw /u;

/** The lines of a text, of at most `width` columns each; a command and a word that is longer stay whole. */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => (COMMAND.test(line) ? [line] : wrapLine(line, width)));
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : rest.indexOf(" ", width);
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
