import { createColorPalette, parseAnsiSequences, type ParseToken } from "ansi-sequence-parser";

/** Pixels. A character's advance is stated with the text, so that the font of the reader changes no column. */
const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 14;

const TEXT_COLOR = "#d8dee9";
const SCREEN_COLOR = "#1b1f27";
const palette = createColorPalette();

/**
 * Draws what a terminal shows as an SVG: `screen` is its lines with their escape sequences (`tmux capture-pane -e`),
 * `columns` its width in characters. Blank lines at the end are left out.
 */
export function terminalImage(screen: string, columns: number, title: string): string {
  const lines = screen.trimEnd().split("\n");
  const width = columns * CHARACTER_WIDTH + 2 * MARGIN;
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" role="img" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${SCREEN_COLOR}"/>`,
    ...drawLines(parseAnsiSequences(screen.trimEnd())),
    "</svg>",
    "",
  ].join("\n");
}

/** The characters that stand in one column each; marks and wide characters would need tables, and hosts print few. */
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function drawLines(tokens: readonly ParseToken[]): string[] {
  const drawn: string[] = [];
  let row = 0;
  let column = 0;
  for (const token of tokens) {
    for (const [index, piece] of token.value.split("\n").entries()) {
      if (index > 0) {
        row += 1;
        column = 0;
      }
      const length = [...segmenter.segment(piece)].length;
      drawn.push(...drawPiece(piece, length, token, { row, column }));
      column += length;
    }
  }
  return drawn;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

function drawPiece(text: string, length: number, token: ParseToken, { row, column }: Place): string[] {
  const reverse = token.decorations.has("reverse");
  const foreground = token.foreground === null ? TEXT_COLOR : palette.value(token.foreground);
  const background = token.background === null ? null : palette.value(token.background);
  const fill = reverse ? (background ?? SCREEN_COLOR) : foreground;
  const behind = reverse ? foreground : background;
  const x = round(MARGIN + column * CHARACTER_WIDTH);
  const width = round(length * CHARACTER_WIDTH);
  const drawn: string[] = [];
  if (behind !== null && length > 0) {
    drawn.push(
      `<rect x="${x}" y="${MARGIN + row * LINE_HEIGHT}" width="${width}" height="${LINE_HEIGHT}" fill="${behind}"/>`,
    );
  }
  if (text.trim() === "") return drawn;
  const style = [
    token.decorations.has("bold") ? ' font-weight="bold"' : "",
    token.decorations.has("dim") ? ' opacity="0.65"' : "",
    token.decorations.has("italic") ? ' font-style="italic"' : "",
    token.decorations.has("underline") ? ' text-decoration="underline"' : "",
  ].join("");
  drawn.push(
    `<text xml:space="preserve" x="${x}" y="${MARGIN + row * LINE_HEIGHT + 14}" textLength="${width}" fill="${fill}"${style}>${escapeText(text)}</text>`,
  );
  return drawn;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
